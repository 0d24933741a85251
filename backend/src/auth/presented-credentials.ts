import type { IncomingHttpHeaders } from 'node:http';
import { TOKEN_PREFIX } from '#contracts';

/** Headers that may carry a personal token, so that it fits every SDK's `apiKey`. */
const KEY_HEADERS = ['x-api-key', 'x-goog-api-key'] as const;
const TOKEN_FORM = new RegExp(`^${TOKEN_PREFIX}[A-Za-z0-9_-]{43}$`);
const BEARER = /^bearer +(.+)$/i;

/**
 * The tokens of all credential headers that are present, in their order; `malformed` when one of them
 * can't be a token of ours, an empty one included.
 */
export function presentedTokens(headers: IncomingHttpHeaders): readonly string[] | 'malformed' {
  const tokens: string[] = [];
  const { authorization } = headers;
  if (authorization !== undefined) tokens.push(BEARER.exec(authorization)?.[1] ?? '');
  for (const name of KEY_HEADERS) {
    const value = headers[name];
    if (value !== undefined) tokens.push(typeof value === 'string' ? value : '');
  }
  return tokens.every((token) => TOKEN_FORM.test(token)) ? tokens : 'malformed';
}

/** Whether any credential header is present, valid or not. */
export function presentsToken(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined || KEY_HEADERS.some((name) => headers[name] !== undefined);
}

/** Whether `authorization` came more than once: Node keeps the first alone, and the others would go unchecked. */
export function repeatsAuthorization(rawHeaders: readonly string[]): boolean {
  let times = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 13 && name.toLowerCase() === 'authorization') times += 1;
  }
  return times > 1;
}
