/*
 * Lets the client start without the server: it keeps the files of one build and the page that they need, and gives them
 * out by their names. What the API answers goes past it, and nothing of a person is ever kept here.
 */
importScripts('/offline-page.js');
const VERSION = '%VERSION%';
/** Path of each file that is named by its content, with its digest (Subresource Integrity). */
const FILES = JSON.parse('%FILES%');
const PREFIX = 'byok-client-';
const KEPT = `${PREFIX}${VERSION}`;
const AT_ONCE = 4;
/** What stands before a server answers so when there is none behind it. */
const AWAY = [502, 503, 504];

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || /^\/api(\/|$)/.test(pathname)) return;
  if (request.mode === 'navigate') event.respondWith(navigate(event));
  else if (/-[\w-]{8}\.(js|css|woff2)$/.test(pathname)) event.respondWith(namedByContent(request));
});

/** All or nothing: a build whose files could not all be had leaves what was there as it is. */
async function install() {
  assertOneBuild();
  // The same files with another page, as after a change of the operator's links, are here already.
  const isNew = !(await caches.has(KEPT));
  const cache = await caches.open(KEPT);
  try {
    const wanted = Object.entries(FILES);
    const keepNext = async () => {
      for (let next = wanted.pop(); next; next = wanted.pop()) await keepFile(cache, ...next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, keepNext));
  } catch (error) {
    if (isNew) await caches.delete(KEPT);
    throw error;
  }
  await skipWaiting();
}

async function keepFile(cache, path, integrity) {
  if (await cache.match(path, { ignoreVary: true })) return;
  const answer = await fetch(path, { integrity });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer);
}

/** @throws when the page belongs to another build, because the server was replaced meanwhile */
function assertOneBuild() {
  const { integrity } = JSON.parse(/<script type="importmap">([^<]*)/.exec(self.offlinePage.html)?.[1] ?? '{}');
  const differs = ([path, digest]) => path.endsWith('.js') && integrity?.[`.${path}`] !== digest;
  if (Object.entries(FILES).some(differs)) throw new Error('The page is not the one of this build.');
}

/** Tabs that are open may show the build before this one: its files stay for them. Caches are listed in their order of making. */
async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== KEPT);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

/** The server's page whenever there is one: it is the newest. */
async function navigate(event) {
  let answer;
  try {
    answer = (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    // Below.
  }
  return answer && !AWAY.includes(answer.status) ? answer : startPage();
}

/** Made anew for each start: its nonce is used once. */
function startPage() {
  const { nonce, headers, html } = self.offlinePage;
  const fresh = crypto.randomUUID();
  const own = Object.entries(headers).map(([name, value]) => [name, value.replaceAll(nonce, fresh)]);
  return new Response(html.replaceAll(nonce, fresh), { headers: own });
}

/** A name stands for one content, whichever build it is from. */
async function namedByContent(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}
