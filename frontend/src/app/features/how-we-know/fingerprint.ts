const LENGTH = 16;

/** SHA-256 as people compare it: the first 16 bytes in hexadecimal, in groups of four letters. */
export async function fingerprint(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).subarray(0, LENGTH);
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Of the key that the server asks clients to seal to, as the uncompressed point. */
export function transitKeyFingerprint(publicKey: string): Promise<string> {
  return fingerprint(Uint8Array.from(atob(publicKey.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)));
}

/**
 * Of this build of the client: of the page's import map, by which the browser checks every script that it loads.
 * Undefined for a build without one (`ng serve`).
 */
export async function clientFingerprint(page: Document): Promise<string | undefined> {
  const map = page.querySelector('script[type="importmap"]')?.textContent;
  return map === undefined || map === null ? undefined : fingerprint(new TextEncoder().encode(map));
}
