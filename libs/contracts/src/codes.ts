import type { FallbackPolicy } from './preferences.js';

/** Every error code of the API with its HTTP status (contract, sections 1 and 4). */
export const CODE_STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  csrf_failed: 403,
  forbidden: 403,
  not_found: 404,
  request_timeout: 408,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  quota_exceeded: 429,
  unavailable: 503,
  key_malformed: 400,
  envelope_invalid: 400,
  envelope_expired: 400,
  envelope_unknown_key: 400,
  key_required: 400,
  key_invalid: 401,
  key_no_credit: 402,
  own_limit_reached: 402,
  key_rate_limited: 429,
  key_forbidden: 403,
  region_unsupported: 403,
  provider_overloaded: 503,
  provider_unavailable: 502,
  provider_timeout: 504,
  tier_not_allowed: 403,
  model_unknown: 404,
  request_invalid: 400,
  content_blocked: 400,
  key_expired_in_queue: 409,
  no_speech: 400,
} as const;

export type ErrorCode = keyof typeof CODE_STATUS;

/** Codes a provider's answer (or its absence) can be classified as. */
export const PROVIDER_CODES = [
  'key_invalid',
  'key_no_credit',
  'key_rate_limited',
  'key_forbidden',
  'region_unsupported',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
  'request_invalid',
  'content_blocked',
] as const satisfies readonly ErrorCode[];
export type ProviderCode = (typeof PROVIDER_CODES)[number];

export const OUTAGE_CODES = [
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
] as const satisfies readonly ProviderCode[];

const ON_QUOTA: ReadonlySet<ErrorCode> = new Set(['key_no_credit', 'key_rate_limited']);
const ON_ERROR: ReadonlySet<ErrorCode> = new Set([
  ...ON_QUOTA,
  'key_invalid',
  'key_forbidden',
  ...OUTAGE_CODES,
  'key_expired_in_queue',
]);

/** Whether a failure of this code lets the next credential step in (contract, section 4). */
export function fallsBack(code: ErrorCode, policy: FallbackPolicy): boolean {
  if (policy === 'never') return false;
  return (policy === 'on-quota' ? ON_QUOTA : ON_ERROR).has(code);
}

/** Failures of the user's own key itself, which its owner wants to see; an outage of the provider is none. */
const KEY_FAILURES: ReadonlySet<ErrorCode> = new Set(['key_invalid', 'key_no_credit', 'key_rate_limited', 'key_forbidden', 'key_expired_in_queue']);

export function isKeyFailure(code: ErrorCode): boolean {
  return KEY_FAILURES.has(code);
}

export function isOutage(code: ErrorCode): boolean {
  return (OUTAGE_CODES as readonly ErrorCode[]).includes(code);
}

export function statusOf(code: ErrorCode): number {
  return CODE_STATUS[code];
}
