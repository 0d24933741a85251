export { SealedCalls, type CallKeys } from './sealed-calls.service.js';
export { CALL_KEYS, sealingInterceptor, withKeys } from './sealing.interceptor.js';
export { provideSealedCalls } from './sealed-calls.providers.js';
export { TRANSIT_KEY_ERROR_CODES, TransitKeyError, type TransitKeyErrorCode } from './transit-key.error.js';
