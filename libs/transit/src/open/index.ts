export { decodeNatively, encodeNatively } from './native-base64url.js';
export { SEQUENCE_LENGTH } from './job-sealing.js';
export { TransitPrivateKey, generateScalar } from './private-key.js';
