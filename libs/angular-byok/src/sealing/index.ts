export { SealedCalls, type CallKeys } from './sealed-calls.service.js';
export { provideByokHttpClient } from './byok-http-client.js';
export { CALL_KEYS, withKeys } from './sealing.interceptor.js';
export { provideSealedCalls } from './sealed-calls.providers.js';
export { TRANSIT_KEY_ERROR_CODES, TransitKeyError, type TransitKeyErrorCode } from './transit-key.error.js';
