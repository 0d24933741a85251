export { decodeNatively } from './decode-natively.js';
export { SALT_LENGTH } from './job-sealing.js';
export { TransitPrivateKey, generateScalar } from './private-key.js';
