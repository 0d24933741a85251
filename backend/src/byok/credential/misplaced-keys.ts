import { ByokError, KEY_HEADERS } from '#contracts';

const KEY_HEADER_NAMES = Object.values(KEY_HEADERS).join(', ');
const KEY_FIELD = /^x-byok-.*-key$/i;
/** Few names of a request are longer: the others need no closer look. */
const SHORTEST_KEY_FIELD = 'x-byok--key'.length - 1;
const KEY_COOKIE = /(?:^|;)\s*x-byok-[^=;]*-key\s*(?:=|;|$)/i;

/** Whether a body field or multipart field of this name would carry a key. */
export function isKeyField(name: string): boolean {
  return name.length > SHORTEST_KEY_FIELD && KEY_FIELD.test(name);
}

export function hasKeyCookie(cookies: string): boolean {
  return KEY_COOKIE.test(cookies);
}

/** Whether a query string (without `?`) has a parameter named `key`, `api_key` or `x-byok-*`, in any spelling. */
export function hasKeyParameter(query: string): boolean {
  for (const pair of query.split(/[&;]/)) {
    const end = pair.indexOf('=');
    const name = decodeName(end === -1 ? pair : pair.slice(0, end)).toLowerCase();
    if (name === 'key' || name === 'api_key' || name.startsWith('x-byok-')) return true;
  }
  return false;
}

function decodeName(name: string): string {
  if (!name.includes('%') && !name.includes('+')) return name;
  try {
    return decodeURIComponent(name.replaceAll('+', ' ')).trim();
  } catch {
    return name;
  }
}

/**
 * Keys don't travel in bodies. Looks at the top level only, and at nothing in a body not yet parsed: whoever
 * parses one on a provider route must call this. Product routes are looked after by the `KeyPlacementGuard`.
 * @throws ByokError `key_malformed`
 */
export function refuseKeysInBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return;
  for (const name in body) if (isKeyField(name)) throw misplacedKey('a body field');
}

/** The refusal of a key in the wrong place. Quotes nothing of the request. */
export function misplacedKey(place: 'a query parameter' | 'a cookie' | 'a body field'): ByokError {
  return new ByokError(
    'key_malformed',
    `A provider key must not travel in ${place}, where it could be logged or stored. ` +
      `Send it in the request header of its provider: ${KEY_HEADER_NAMES}. Consider that key exposed and replace it.`,
  );
}
