import type { IncomingHttpHeaders } from 'node:http';

const LAST = Symbol('last credential');

/** The credential of a connection's last request, and its hash. */
interface Remembered {
  readonly value: string;
  readonly hash: string;
}

type Connection = object & { [LAST]?: Remembered };

/** The one credential header of a request as it stands; undefined when there are several, or none. */
export function soleCredential({ authorization, 'x-api-key': apiKey, 'x-goog-api-key': googleKey }: IncomingHttpHeaders): string | undefined {
  const value = authorization ?? apiKey ?? googleKey;
  const others = (authorization === undefined ? 0 : 1) + (apiKey === undefined ? 0 : 1) + (googleKey === undefined ? 0 : 1);
  return others === 1 && typeof value === 'string' ? value : undefined;
}

/**
 * The hash of a token that the connection's last request brought in the very same words. A client keeps its
 * connection for many requests, and comparing costs a tenth of hashing. Says nothing of whether the token holds.
 */
export function rememberedHash(connection: object, value: string): string | undefined {
  const last = (connection as Connection)[LAST];
  return last?.value === value ? last.hash : undefined;
}

/** The token lives as long in memory as the connection that brought it. */
export function rememberHash(connection: object, value: string, hash: string): void {
  (connection as Connection)[LAST] = { value, hash };
}
