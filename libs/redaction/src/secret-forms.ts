/** What neither JSON nor a URL escapes. */
const PLAIN = /^[\w.~-]$/;

/** What each byte becomes, by its value. Made once: each call masks a key, and keys have up to 200 characters. */
type Table = readonly Buffer[];

const latin = (text: string) => Buffer.from(text, 'latin1');
const digits = (byte: number) => byte.toString(16).padStart(2, '0');
const table = (escape: (byte: number) => string): Table => Array.from({ length: 256 }, (_, byte) => latin(escape(byte)));
/** `throughout`, with the bytes that `leaves` says as they are. */
const sparing = (throughout: Table, leaves: (character: string) => boolean): Table =>
  throughout.map((escape, byte) => (leaves(String.fromCharCode(byte)) ? Buffer.of(byte) : escape));
const isPlain = (character: string) => PLAIN.test(character);
const isLeftByUri = (character: string) => character < '\x7f' && encodeURIComponent(character) === character;

/** JSON's `\uXXXX`, the same in a text of JSON, and the URL's `%XX` for every byte, with digits in both cases. */
const THROUGHOUT: readonly Table[] = [
  table((byte) => `\\u00${digits(byte)}`),
  table((byte) => `\\u00${digits(byte).toUpperCase()}`),
  table((byte) => `\\\\u00${digits(byte)}`),
  table((byte) => `\\\\u00${digits(byte).toUpperCase()}`),
  table((byte) => `%${digits(byte)}`),
  table((byte) => `%${digits(byte).toUpperCase()}`),
];
/** The same, where only those bytes are escaped that need it: by the strictest reading, and by `encodeURIComponent`'s. */
const SPARING: readonly Table[] = [...THROUGHOUT.map((each) => sparing(each, isPlain)), ...THROUGHOUT.slice(4).map((each) => sparing(each, isLeftByUri))];
/** Bytes that nothing escapes. */
const NEVER_ESCAPED: readonly boolean[] = Array.from({ length: 256 }, (_, byte) => isPlain(String.fromCharCode(byte)));

function written(secret: Uint8Array, by: Table): Buffer {
  let length = 0;
  for (const byte of secret) length += (by[byte] as Buffer).length;
  const text = Buffer.allocUnsafe(length);
  let at = 0;
  for (const byte of secret) {
    const escape = by[byte] as Buffer;
    for (let index = 0; index < escape.length; index += 1) text[at + index] = escape[index] as number;
    at += escape.length;
  }
  return text;
}

/** The characters of a base64 text that depend on the secret alone when `offset` bytes (modulo 3) come before it. */
function base64Core(secret: Uint8Array, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
}

/**
 * The forms in which a secret of printable ASCII may come back: as it is, as JSON, JSON in JSON and URLs escape it,
 * sparingly or throughout, as hex, as base64 and base64url wherever it stands in what was encoded, and reversed. The
 * caller overwrites them when the secret's time is over. No regular expression sees the secret: V8 would keep it
 * (`forgetLastMatch`).
 */
export function secretForms(secret: Uint8Array): Buffer[] {
  const forms: Buffer[] = [Buffer.from(secret)];
  // A form of a few characters would be found everywhere.
  const add = (form: Buffer) => form.length >= secret.length && !forms.some((other) => other.equals(form)) && forms.push(form);
  const text = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
  const hex = text.toString('hex');
  add(latin(hex));
  add(latin(hex.toUpperCase()));
  add(Buffer.from(secret).reverse());
  for (const escapes of THROUGHOUT) add(written(secret, escapes));
  for (const offset of [0, 1, 2]) {
    const base64 = base64Core(secret, offset);
    add(latin(base64));
    if (base64.includes('+') || base64.includes('/')) add(latin(base64.replaceAll('+', '-').replaceAll('/', '_')));
  }
  // Most keys have nothing that is escaped sparingly.
  if (secret.every((byte) => NEVER_ESCAPED[byte] === true)) return forms;
  for (const escapes of SPARING) add(written(secret, escapes));
  const json = JSON.stringify(text.toString('latin1')).slice(1, -1);
  add(latin(json));
  add(latin(json.replaceAll('/', String.raw`\/`)));
  add(latin(JSON.stringify(json).slice(1, -1)));
  return forms;
}
