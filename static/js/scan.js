// Scans QR codes with the camera and follows our own. Without it the photo form below does the same.

const OUR_PATH = /^\/[tv]\/[A-Za-z0-9_-]{1,64}\/$/;

const scanner = document.getElementById("scanner");
const video = scanner.querySelector("video");
const button = scanner.querySelector("button");
const message = scanner.querySelector("[role=status]");
const hosts = scanner.dataset.hosts.split(" ");

// The path a code of ours leads to, "" for anybody else's.
function ourPath(code) {
  let address;
  try {
    address = new URL(code.trim());
  } catch {
    return "";
  }
  const isOurs = /^https?:$/.test(address.protocol) && hosts.includes(address.host) && !address.username;
  return isOurs && OUR_PATH.test(address.pathname) ? address.pathname : "";
}

async function openCamera() {
  // Loaded when it is needed: most visitors send a photo or type a number.
  const { default: QrScanner } = await import("../vendor/qr-scanner/qr-scanner.min.js");
  const options = { returnDetailedScanResult: true, calculateScanRegion: wholeSquare };
  const camera = new QrScanner(video, (result) => follow(result.data, camera), options);
  await camera.start();
}

// The largest square in the middle: people fill the picture with the code.
function wholeSquare({ videoWidth, videoHeight }) {
  const side = Math.min(videoWidth, videoHeight);
  const place = { x: (videoWidth - side) / 2, y: (videoHeight - side) / 2, width: side, height: side };
  return { ...place, downScaledWidth: Math.min(side, 720), downScaledHeight: Math.min(side, 720) };
}

function follow(code, camera) {
  const path = ourPath(code);
  if (!path) {
    message.textContent = scanner.dataset.foreign;
    return;
  }
  camera.stop();
  location.assign(path);
}

button.addEventListener("click", async () => {
  button.hidden = true;
  video.hidden = false;
  try {
    await openCamera();
    message.textContent = scanner.dataset.searching;
  } catch {
    video.hidden = true;
    button.hidden = false;
    message.textContent = scanner.dataset.refused;
  }
});

scanner.hidden = false;
