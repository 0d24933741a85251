import type { ErrorCode } from '#contracts';

/** The codes after which another key may step in; a spec compares them with the contract's rule. */
export const FALLBACK_CODES = [
  'key_invalid',
  'key_no_credit',
  'key_rate_limited',
  'key_forbidden',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
  'key_expired_in_queue',
] as const satisfies readonly ErrorCode[];
export type FallbackCode = (typeof FALLBACK_CODES)[number];

export function isFallbackCode(code: ErrorCode): code is FallbackCode {
  return (FALLBACK_CODES as readonly ErrorCode[]).includes(code);
}
