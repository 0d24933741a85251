import { createHash } from 'node:crypto';
import { findKey, type Form } from '#redaction/search';
import { placesOf } from '../search/places-of.js';
import type { MatcherResult } from './matcher-result.js';

interface Finding {
  readonly fingerprint: string;
  readonly form: Form;
  readonly where: string;
}

/**
 * Holds when a value has no key in it, nor 12 characters of one in a row, in any encoding: plain, base64 and base64url
 * at each alignment, hex, as URLs and JSON escape it, UTF-16, reversed, packed with gzip. What all keys of a kind begin
 * with, such as `sk-ant-api03-`, is no part of a key here. Synchronous: there is nothing to forget to await. Neither key
 * nor value stands in its message.
 *
 * It searches strings, bytes, objects, errors, headers, responses of supertest, a `LogCollector`, `files(path)` and
 * calls of the sandbox (`sent`).
 * @param keys one or several, of 8 or more printable ASCII characters
 * @throws TypeError for what can't be searched as it stands, and Error for an empty log or folder, which proves nothing
 */
export function toHoldNoKey(received: unknown, keys: string | readonly string[]): MatcherResult {
  const sought = typeof keys === 'string' ? [keys] : keys;
  if (sought.length === 0) throw new TypeError('toHoldNoKey needs a key to look for.');
  let [places, bytes] = [0, 0];
  for (const { where, content } of placesOf(received)) {
    places += 1;
    bytes += content.length;
    for (const key of sought) {
      const form = findKey(content, key);
      if (form === undefined) continue;
      const finding = { fingerprint: fingerprint(key), form, where: findKey(where, key) === undefined ? where : 'a name that holds it, too' };
      return { pass: false, message: () => told(finding) };
    }
  }
  return { pass: true, message: () => `Expected to find the key, but it is in none of ${places} places (${bytes} characters or bytes), in no encoding.` };
}

function told({ fingerprint: digest, form, where }: Finding): string {
  const how = form === 'fragment' ? 'a part of it, 12 characters or more' : form;
  return `Expected to hold no key, but found one (${how}) in: ${where}\nThe key is not printed; its SHA-256 begins with ${digest}.`;
}

const fingerprint = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 8);
