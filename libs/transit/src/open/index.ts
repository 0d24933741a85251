export { TransitPrivateKey, generateScalar } from './private-key.js';
