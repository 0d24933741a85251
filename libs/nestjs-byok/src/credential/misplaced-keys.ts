import { Readable } from 'node:stream';
import { ByokError, KEY_HEADERS } from '#contracts';

const KEY_HEADER_NAMES = Object.values(KEY_HEADERS).join(', ');
/** The numbered names of further keys (`-key-2`) included, and whatever follows. Takes time linear in the name, which may be as long as a body. */
const KEY_NAME = /^x-byok-.*-key(?:-|$)/is;
/** Few names of a request are longer: the others need no closer look. */
const MIN_KEY_FIELD_LENGTH = 'x-byok--key'.length - 1;

/** Whether a body field or multipart field of this name would carry a key. */
export function isKeyField(name: string): boolean {
  return name.length > MIN_KEY_FIELD_LENGTH && KEY_NAME.test(name);
}

export function hasKeyCookie(cookies: string): boolean {
  if (!/byok|%/i.test(cookies)) return false;
  return cookies.split(';').some((pair) => KEY_NAME.test(decodeName(pair.split('=', 1)[0] as string).trim()));
}

/** Names of parameters that carry keys elsewhere, without `-`, `_` and case. */
const KEY_PARAMETERS: ReadonlySet<string> = new Set(['key', 'apikey', 'xapikey', 'xgoogapikey']);

/** Whether a query string (without `?`) has a parameter named `key`, `api_key` or `x-byok-*`, in any spelling or encoding. */
export function hasKeyParameter(query: string): boolean {
  for (const pair of query.split(/[&;]/)) {
    const end = pair.indexOf('=');
    // `key[]` and `key[0]` are lists in some readers.
    const name = decodeName(end === -1 ? pair : pair.slice(0, end)).toLowerCase().replace(/\[.*$/s, '');
    if (KEY_PARAMETERS.has(name.replace(/[-_]/g, '')) || /^x[-_]byok[-_]/.test(name)) return true;
  }
  return false;
}

/** Decoded as often as somebody may have encoded it; what isn't encoded well stays. */
function decodeName(name: string): string {
  let decoded = name.replaceAll('+', ' ');
  for (let round = 0; round < 3 && decoded.includes('%'); round += 1) {
    decoded = decoded.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      try {
        return decodeURIComponent(escapes);
      } catch {
        return escapes;
      }
    });
  }
  return decoded.replace(/[\s\0]+/g, '');
}

/**
 * Keys don't travel in bodies. Looks at the top level only, and at nothing in a body not yet parsed: the guard that
 * reads product bodies and the readers of provider bodies, forms and upload metadata call it on what they parsed
 * (key-carriage.e2e-spec.ts tries every kind of route).
 * @throws ByokError `key_malformed`
 */
export function refuseKeysInBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body) || body instanceof Readable) return;
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
