// Lets the report's page open without signal: the page of this person and the files it is made of, nothing else.

const PREFIX = "bap:";

const ours = (url) => new URL(url).origin === location.origin;

// Keeps the page that is open, and drops what other people kept on this phone.
export async function keepPage(person, worker) {
  if (!navigator.serviceWorker || !window.caches) return;
  await navigator.serviceWorker.register(worker);
  const mine = PREFIX + person;
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== mine) await caches.delete(name);
  }
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const files = loaded.filter((url) => ours(url) && /\.(css|js|svg)(\?|$)/.test(url));
  const cache = await caches.open(mine);
  await cache.addAll([location.pathname, ...new Set(files)]);
}

export async function dropPage(person) {
  if (!window.caches) return;
  const cache = await caches.open(PREFIX + person);
  await cache.delete(location.pathname);
}

// Whoever signs out leaves no page with an applicant's name behind; an unsent report stays, and needs a sign-in.
export function dropPagesOnSignOut() {
  const exit = document.querySelector("form[action='/keluar/']");
  if (!exit || !window.caches) return;
  exit.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const name of await caches.keys()) {
      if (name.startsWith(PREFIX)) await caches.delete(name);
    }
    exit.submit();
  });
}
