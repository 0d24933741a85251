/** What neither JSON nor a URL escapes. */
const PLAIN = /^[\w.~-]$/;

const latin = (text: string) => Buffer.from(text, 'latin1');
const hexOf = (byte: number, digits: number) => byte.toString(16).padStart(digits, '0');

/** JSON's `\uXXXX` for the bytes that `escapes` says, the others as they are. */
const unicode = (secret: Uint8Array, isUpper: boolean, escapes: (character: string) => boolean) =>
  Array.from(secret, (byte) => {
    const character = String.fromCharCode(byte);
    const hex = hexOf(byte, 4);
    return escapes(character) ? `\\u${isUpper ? hex.toUpperCase() : hex}` : character;
  }).join('');

const percent = (secret: Uint8Array, isUpper: boolean, escapes: (character: string) => boolean) =>
  Array.from(secret, (byte) => {
    const character = String.fromCharCode(byte);
    const hex = hexOf(byte, 2);
    return escapes(character) ? `%${isUpper ? hex.toUpperCase() : hex}` : character;
  }).join('');

/** The characters of a base64 text that depend on the secret alone when `offset` bytes (modulo 3) come before it. */
function base64Core(secret: Uint8Array, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret]).toString(encoding);
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
}

/**
 * The forms in which a secret of printable ASCII may come back: as it is, as JSON and URLs escape it, sparingly or
 * throughout, as hex, as base64 and base64url wherever it stands in what was encoded, and reversed. The caller
 * overwrites them when the secret's time is over.
 */
export function secretForms(secret: Uint8Array): Buffer[] {
  const text = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
  const plain = text.toString('latin1');
  const json = JSON.stringify(plain).slice(1, -1);
  const special = (character: string) => !PLAIN.test(character);
  const always = () => true;
  const forms = [
    plain,
    json,
    json.replaceAll('/', String.raw`\/`),
    ...[false, true].flatMap((isUpper) => [
      unicode(secret, isUpper, special),
      unicode(secret, isUpper, always),
      percent(secret, isUpper, special),
      percent(secret, isUpper, always),
      isUpper ? text.toString('hex').toUpperCase() : text.toString('hex'),
    ]),
    encodeURIComponent(plain),
    encodeURIComponent(plain).replace(/%../g, (escape) => escape.toLowerCase()),
    ...[0, 1, 2].flatMap((offset) => [base64Core(secret, offset, 'base64'), base64Core(secret, offset, 'base64url')]),
    [...plain].reverse().join(''),
  ];
  // A form of a few characters would be found everywhere.
  return [...new Set(forms)].filter((form, index) => index === 0 || form.length >= plain.length).map(latin);
}
