/**
 * One cookie of a request as it was sent; undefined when it is absent or empty. Our own values need no decoding,
 * and of several with one name the first counts, as browsers send the most specific path first.
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || !header.includes(name)) return undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}
