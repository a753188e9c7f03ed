// Answers with what the phone kept when there is no signal, or none worth the name. Reports are kept elsewhere.

const PATIENCE = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPart = ["style", "script", "image"].includes(request.destination);
  if (request.method !== "GET" || !(request.mode === "navigate" || isPart)) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  const fresh = fetch(request);
  if (!kept) return fresh;
  const tooSlow = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  const usable = fresh.then((response) => (response.status < 500 ? response : kept)).catch(() => kept);
  return Promise.race([usable, tooSlow]);
}
