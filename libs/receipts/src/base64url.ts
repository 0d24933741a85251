/** base64url without padding, by what browsers and Node have: this library has no dependency, so that anyone can read all of it. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** By the length of the last group the characters that it may end with: its spare bits are 0, so that every text has one spelling. */
const ENDS: Readonly<Record<number, RegExp>> = { 0: /^/, 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };

/** @returns undefined for what is not base64url without padding, as `encodeBase64Url` spells it */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text) || ENDS[text.length % 4]?.test(text) !== true) return undefined;
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
