export type { EnvelopeBinding } from '../aad.js';
export type { Envelope } from '../envelope.js';
export { SEQUENCE_LENGTH } from './job-sealing.js';
export { TransitPrivateKey, generateScalar } from './private-key.js';
