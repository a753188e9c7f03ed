// Signatures drawn with a finger, one for each person who was there; kept as small PNGs in data addresses.

import { say, words } from "./words.js";

const dialog = document.querySelector("[data-pad]");
const canvas = dialog.querySelector("canvas");
const pen = canvas.getContext("2d");
let isEmpty = true;
let keep = () => {};

function clear() {
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#17212b";
  isEmpty = true;
}

function place(event) {
  const frame = canvas.getBoundingClientRect();
  const across = ((event.clientX - frame.left) * canvas.width) / frame.width;
  return [across, ((event.clientY - frame.top) * canvas.height) / frame.height];
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  pen.beginPath();
  pen.moveTo(...place(event));
});
canvas.addEventListener("pointermove", (event) => {
  if (!canvas.hasPointerCapture(event.pointerId)) return;
  pen.lineTo(...place(event));
  pen.stroke();
  isEmpty = false;
});
dialog.querySelector("[data-pad-clear]").addEventListener("click", clear);
dialog.addEventListener("close", () => {
  if (dialog.returnValue === "keep" && !isEmpty) keep(canvas.toDataURL("image/png"));
  dialog.returnValue = "";
});

function show(row, signature) {
  const name = row.querySelector("input").value || words.someone;
  const image = row.querySelector("img");
  image.hidden = row.querySelector("[data-unsign]").hidden = !signature;
  image.src = signature || "data:,";
  image.alt = signature ? say(words.signature, name) : "";
}

// Connects every person's buttons with the draft; `changed` is called when a signature was given or taken away.
export function connect(draft, changed) {
  for (const row of document.querySelectorAll("[data-person-row]")) {
    const number = row.dataset.personRow;
    const set = (signature) => {
      if (signature) draft.signatures[number] = signature;
      else delete draft.signatures[number];
      show(row, signature);
      changed();
    };
    row.querySelector("[data-sign]").addEventListener("click", () => {
      clear();
      keep = set;
      dialog.querySelector("[data-pad-title]").textContent = say(words.signature, row.querySelector("input").value || words.someone);
      dialog.showModal();
    });
    row.querySelector("[data-unsign]").addEventListener("click", () => {
      set(null);
      row.querySelector("[data-sign]").focus();
    });
    show(row, draft.signatures[number]);
  }
}

// The PNG behind a data address, as a file to send.
export function asFile(signature) {
  const bytes = Uint8Array.from(atob(signature.split(",")[1]), (letter) => letter.charCodeAt(0));
  return new File([bytes], "signature.png", { type: "image/png" });
}
