/** A browser without a window, for the length of one worker: jsdom's objects as globals, and a server that knows one account. */
import { JSDOM, VirtualConsole } from 'jsdom';

/** Nobody's: only what every account's first screen shows alike may come from it. */
const ACCOUNT = {
  id: 'nobody',
  email: '',
  plan: 'free',
  role: 'user',
  preferences: { strategy: 'global', provider: 'auto', fallback: 'on-error' },
};

/** Answers who is signed in, and leaves every other question open: that is what a page looks like while it waits. */
function answer(address) {
  if (new URL(address.url ?? address, location.href).pathname !== '/api/auth/me') return new Promise(() => undefined);
  return Promise.resolve(new Response(JSON.stringify(ACCOUNT), { headers: { 'content-type': 'application/json' } }));
}

/** What jsdom lacks, as far as the first screens ask for it. */
const MISSING = {
  matchMedia: (media) => ({ media, matches: false, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }),
  ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
  IntersectionObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
  scrollTo() {},
  isSecureContext: true,
  BroadcastChannel: class {
    close() {}
  },
};

/** Of IndexedDB: an opening that succeeds, with nothing to be had from it. */
function open() {
  const opening = { result: { close() {} } };
  queueMicrotask(() => opening.onsuccess());
  return opening;
}

/** Opens `html` at `url` in this thread, as a browser that prefers `language`; without `vault: false` it never tells of one. */
export function openBrowser(html, { url, language, signedIn, vault }) {
  const { window } = new JSDOM(html, { url, pretendToBeVisual: true, virtualConsole: new VirtualConsole() });
  Object.defineProperty(window.navigator, 'languages', { value: [language] });
  if (signedIn) window.document.cookie = 'XSRF-TOKEN=first-paint';
  const databases = () => (vault === false ? Promise.resolve([]) : new Promise(() => undefined));
  const provided = { ...MISSING, indexedDB: { databases, open, deleteDatabase() {} }, fetch: answer, window, self: window };
  for (const name of Object.getOwnPropertyNames(window)) {
    if (name in globalThis && name !== 'navigator' && !/Event|EventTarget|AbortController|AbortSignal/.test(name)) continue;
    if (/^(undefined|NaN|Infinity|globalThis)$/.test(name)) continue;
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: window[name] });
  }
  for (const [name, value] of Object.entries(provided)) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
    if (window[name] === undefined) window[name] = value;
  }
  return window;
}
