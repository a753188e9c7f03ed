// The hub's page, in one file because each file costs a slow phone a journey.

// Shows the ways to pass the page on that this phone has; WhatsApp and the address in words need none of this.
for (const part of document.querySelectorAll("[data-share]")) {
  const { title, address } = part.dataset;
  const send = part.querySelector("[data-share-send]");
  const copy = part.querySelector("[data-share-copy]");
  const status = part.querySelector("[data-share-status]");

  if (send && navigator.share) {
    send.hidden = false;
    // Whoever closes the phone's list of apps has changed their mind; there is nothing to say.
    send.addEventListener("click", () => navigator.share({ title, url: address }).catch(() => {}));
  }

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(address).then(
        () => { status.textContent = copy.dataset.done; },
        () => { copy.hidden = true; },
      );
    });
  }
}

// Tells the office how many seconds the front page was in sight: once, when it is left, and nothing else.
const counts = document.querySelector("[data-sight]") !== null;
let begin = document.visibilityState === "visible" ? performance.now() : null;
let sight = 0;
let told = false;

function pause() {
  if (begin !== null) sight += performance.now() - begin;
  begin = null;
}

function tell() {
  pause();
  const seconds = Math.round(sight / 1000);
  if (!counts || told || seconds < 1) return;
  told = navigator.sendBeacon("/hitung/", new URLSearchParams({ detik: seconds }));
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") tell();
  else if (!told) begin = performance.now();
});
addEventListener("pagehide", tell);
