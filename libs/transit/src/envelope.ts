import { ENVELOPE_PREFIX, KEY_LENGTH, type Ciphertext, type JobEnvelope, type RequestEnvelope } from '#contracts';
import { decodeBase64Url, encodeBase64Url } from './base64url.js';

/** Bytes of an uncompressed P-256 point, which is what `enc` and a public transit key are. */
export const POINT_LENGTH = 65;
/** Bytes that AES-GCM adds to a plaintext. */
export const TAG_LENGTH = 16;

/** The parts of `byok1.<kid>.<exp>.<enc>.<ct>`. */
export interface Envelope {
  kid: string;
  /** Unix seconds. */
  exp: number;
  /** The sender's ephemeral public key, 65 bytes. */
  enc: Uint8Array;
  /** Ciphertext and tag. */
  ct: Ciphertext;
}

export const ENVELOPE_FLAWS = {
  prefix: 'it does not start with "byok1."',
  part_count: 'it does not have five parts separated by dots',
  kid: 'its key id (second part) is not 1 to 64 characters of A-Z, a-z, 0-9, "-" and "_"',
  exp: 'its expiry (third part) is not a plain number of Unix seconds',
  enc_encoding: 'its encapsulated key (fourth part) is not base64url without padding',
  enc_length: 'its encapsulated key (fourth part) is not an uncompressed P-256 point of 65 bytes',
  ct_encoding: 'its ciphertext (fifth part) is not base64url without padding',
  ct_length: 'its ciphertext (fifth part) is too short or too long to hold a key',
} as const;

/** Why a text is no envelope; `ENVELOPE_FLAWS` has the sentence. */
export type EnvelopeFlaw = keyof typeof ENVELOPE_FLAWS;

export type ParsedEnvelope = { ok: true; envelope: Envelope } | { ok: false; flaw: EnvelopeFlaw };

const KID = /^[A-Za-z0-9_-]{1,64}$/;
const EXP = /^(?:0|[1-9][0-9]{0,11})$/;

/** Whether a header value claims to be an envelope rather than a plain key. */
export function looksLikeEnvelope(text: string): text is RequestEnvelope {
  return text.startsWith(ENVELOPE_PREFIX);
}

/**
 * Takes an envelope apart. Checks the form only: not its age, its key or its binding.
 * @param headLength bytes before the ciphertext that envelopes of this kind have
 */
export function parseEnvelope(text: string, headLength = 0): ParsedEnvelope {
  if (!looksLikeEnvelope(text)) return flawed('prefix');
  const parts = text.split('.', 6);
  if (parts.length !== 5) return flawed('part_count');
  const [, kid, exp, encText, ctText] = parts as [string, string, string, string, string];
  if (!KID.test(kid)) return flawed('kid');
  if (!EXP.test(exp)) return flawed('exp');
  const enc = decodeBase64Url(encText);
  if (enc === undefined) return flawed('enc_encoding');
  if (enc.length !== POINT_LENGTH || enc[0] !== 4) return flawed('enc_length');
  const ct = decodeBase64Url(ctText);
  if (ct === undefined) return flawed('ct_encoding');
  if (ct.length < KEY_LENGTH.min + TAG_LENGTH || ct.length > KEY_LENGTH.max + TAG_LENGTH + headLength) return flawed('ct_length');
  return { ok: true, envelope: { kid, exp: Number(exp), enc, ct: ct as Ciphertext } };
}

/** The reverse of `parseEnvelope`, for an envelope that goes with requests. */
export function formatEnvelope(envelope: Envelope): RequestEnvelope {
  return textOf(envelope) as RequestEnvelope;
}

/** As `formatEnvelope`, for what `TransitPrivateKey.sealForJob` sealed. */
export function formatJobEnvelope(envelope: Envelope): JobEnvelope {
  return textOf(envelope) as JobEnvelope;
}

function textOf({ kid, exp, enc, ct }: Envelope): string {
  return `${ENVELOPE_PREFIX}${kid}.${exp}.${encodeBase64Url(enc)}.${encodeBase64Url(ct)}`;
}

function flawed(flaw: EnvelopeFlaw): ParsedEnvelope {
  return { ok: false, flaw };
}
