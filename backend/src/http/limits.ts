/** Largest JSON body of a product route, in bytes (contract, section 1). */
export const PRODUCT_BODY_LIMIT = 1024 * 1024;
/** Largest JSON body of a provider route, in bytes. */
export const PROVIDER_BODY_LIMIT = 20 * 1024 * 1024;
/** Largest audio upload of a provider route, in bytes; its multipart frame comes on top. */
export const AUDIO_LIMIT = 25 * 1024 * 1024;
/** Largest set of request headers, in bytes (Node's own default, made explicit). */
export const HEADERS_LIMIT = 16 * 1024;
/** Longest route parameter, in characters. */
export const PARAMETER_LIMIT = 512;
