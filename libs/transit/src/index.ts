export { decodeBase64Url, encodeBase64Url } from './base64url.js';
export { envelopeAad, type EnvelopeBinding } from './aad.js';
export {
  ENVELOPE_FLAWS,
  POINT_LENGTH,
  TAG_LENGTH,
  formatEnvelope,
  formatJobEnvelope,
  looksLikeEnvelope,
  parseEnvelope,
  type Envelope,
  type EnvelopeFlaw,
  type ParsedEnvelope,
} from './envelope.js';
export { checkTransitKey, signedKeyText, type TransitKeyCheck, type TransitKeyFlaw } from './signed-key.js';
export { sealEnvelope, type SealRequest } from './seal.js';
