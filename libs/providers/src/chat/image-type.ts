/** How files of the kinds that providers take begin, one character for each byte. */
const SIGNATURES: readonly (readonly [beginning: RegExp, mediaType: string])[] = [
  [/^\xFF\xD8\xFF/, 'image/jpeg'],
  [/^\x89PNG/, 'image/png'],
  [/^GIF8/, 'image/gif'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
];
const HEAD_LENGTH = 16;

/**
 * The media type of a file: of a picture by its bytes, since OpenAI takes it under the type of another kind, and
 * under `image/jpg`, and other providers refuse that.
 * @param data in base64
 */
export function mediaTypeOf(said: string, data: string): string {
  if (!said.startsWith('image/')) return said;
  const head = Buffer.from(data.slice(0, HEAD_LENGTH), 'base64').toString('latin1');
  const known = SIGNATURES.find(([beginning]) => beginning.test(head))?.[1];
  return known ?? (said === 'image/jpg' ? 'image/jpeg' : said);
}
