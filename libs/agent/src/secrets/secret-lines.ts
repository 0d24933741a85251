import type { KeySlot } from '#contracts';
import { StartError } from '../start.error.js';
import { ownCopy, trimmed } from './own-copy.js';
import { KEY_SLOTS } from './secrets.js';

/** What lines of `<name>=<value>` gave. The bytes are copies of their own. */
export interface SecretLines {
  readonly token: Buffer | undefined;
  readonly keys: ReadonlyMap<KeySlot, Buffer>;
}

const LINE_FEED = 0x0a;
const EQUALS = 0x3d;
const HASH = 0x23;

/**
 * Reads `openai=<key>`, `anthropic-2=<key>`, `token=<token>`, one a line; empty lines and lines that begin with `#`
 * are passed over. Makes no string of a value.
 * @throws StartError that names the line by its number alone, since a line without a name may be a key
 */
export function parseSecretLines(bytes: Buffer): SecretLines {
  const keys = new Map<KeySlot, Buffer>();
  let token: Buffer | undefined;
  let number = 0;
  for (let begin = 0; begin < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, begin);
    const end = found === -1 ? bytes.length : found;
    const line = trimmed(bytes.subarray(begin, end));
    begin = end + 1;
    number += 1;
    if (line.length === 0 || line[0] === HASH) continue;
    const equals = line.indexOf(EQUALS);
    const name = equals === -1 ? undefined : [...KEY_SLOTS, 'token' as const].find((known) => trimmed(line.subarray(0, equals)).equals(Buffer.from(known)));
    if (name === undefined) throw new StartError(`Line ${number} of the keys is not <name>=<value> with one of the names token, ${KEY_SLOTS.join(', ')}.`);
    if (name === 'token' ? token !== undefined : keys.has(name)) throw new StartError(`Line ${number} of the keys gives ${name} a second time.`);
    const value = ownCopy(trimmed(line.subarray(equals + 1)));
    if (name === 'token') token = value;
    else keys.set(name, value);
  }
  return { token, keys };
}
