/** Largest JSON body of a provider route, in bytes (contract, section 1): a client can say so before it sends. */
export const PROVIDER_BODY_LIMIT = 20 * 1024 * 1024;
