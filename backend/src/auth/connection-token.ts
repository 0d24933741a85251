import type { IncomingHttpHeaders } from 'node:http';

const LAST = Symbol('last token');

/** The credential headers of a connection's last request, as they stood, and the hash of their token. */
interface Remembered {
  readonly authorization: unknown;
  readonly apiKey: unknown;
  readonly googleKey: unknown;
  readonly hash: string;
}

type Connection = object & { [LAST]?: Remembered };

/**
 * The hash of a token, when the connection's last request brought the very same credential headers. A client keeps
 * its connection for many requests, and comparing costs a tenth of hashing. Says nothing of whether the token holds.
 */
export function rememberedHash(connection: object, headers: IncomingHttpHeaders): string | undefined {
  const last = (connection as Connection)[LAST];
  if (last === undefined) return undefined;
  const isSame =
    last.authorization === headers.authorization && last.apiKey === headers['x-api-key'] && last.googleKey === headers['x-goog-api-key'];
  return isSame ? last.hash : undefined;
}

/** The headers stay in memory as long as the connection that brought them. */
export function rememberHash(connection: object, headers: IncomingHttpHeaders, hash: string): void {
  const { authorization, 'x-api-key': apiKey, 'x-goog-api-key': googleKey } = headers;
  (connection as Connection)[LAST] = { authorization, apiKey, googleKey, hash };
}
