export { PROVIDER_BODY_LIMIT } from '#contracts';

/** Largest body of an open route, in bytes: anyone may send it (contract, section 1). */
export const OPEN_BODY_LIMIT = 4 * 1024;
/** Largest JSON body of a product route, in bytes. */
export const PRODUCT_BODY_LIMIT = 1024 * 1024;
/** Largest audio upload of a provider route, in bytes; its multipart frame comes on top. */
export const AUDIO_LIMIT = 25 * 1024 * 1024;
/** Larger JSON bodies of provider routes are read by a thread before their route sees them, in bytes. */
export const LARGE_BODY_BYTES = 256 * 1024;
/** Largest set of request headers, in bytes (Node's own default, made explicit). */
export const HEADERS_LIMIT = 16 * 1024;
/** The headers of a request are here after this, in milliseconds, counted from the connection or the request before. */
export const HEADERS_MS = 30_000;
/** Connections at once; the system turns further ones away. */
export const CONNECTIONS_LIMIT = 8_000;
/** Longest route parameter, in characters. */
export const PARAMETER_LIMIT = 512;
