// Keeps the page's own files for use without a network. The lists are written in by the build (offline.ts).
const FILES = /* FILES */ [];
const CACHE = 'chainzrule-/* VERSION */';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  event.respondWith(request.mode === 'navigate' ? networkFirst(request) : cacheFirst(request));
});

/** The page itself: the newest, or the one that is kept. */
async function networkFirst(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match('./', { ignoreSearch: true })) ?? Response.error();
  }
}

/** Files whose names change with their content; runtimes are kept once they were loaded. */
async function cacheFirst(request) {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) (await caches.open(CACHE)).put(request, response.clone());
  return response;
}
