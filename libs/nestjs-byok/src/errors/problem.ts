import type { ByokError, ErrorCode, FieldError } from '#contracts';

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid_input: 'Invalid input',
  unauthenticated: 'Not signed in',
  csrf_failed: 'Cross-site request refused',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  request_timeout: 'Request too slow',
  conflict: 'Conflict',
  payload_too_large: 'Too large',
  unsupported_media_type: 'Unsupported content type',
  rate_limited: 'Too many requests',
  quota_exceeded: 'Limit reached',
  unavailable: 'Temporarily unavailable',
  key_malformed: 'Malformed key',
  envelope_invalid: 'Invalid envelope',
  envelope_expired: 'Expired envelope',
  envelope_unknown_key: 'Unknown transit key',
  key_required: 'Key required',
  key_invalid: 'Key refused by the provider',
  own_limit_reached: 'Own spending limit reached',
  key_no_credit: 'No credit at the provider',
  key_rate_limited: 'Rate limited by the provider',
  key_forbidden: 'Key may not do this',
  region_unsupported: 'Region not supported by the provider',
  provider_overloaded: 'Provider overloaded',
  provider_unavailable: 'Provider unavailable',
  provider_timeout: 'Provider timed out',
  tier_not_allowed: 'Model not in the plan',
  model_unknown: 'Unknown model',
  request_invalid: 'Request refused by the provider',
  content_blocked: 'Content blocked by the provider',
  key_expired_in_queue: 'Key expired in the queue',
  no_speech: 'No speech in the recording',
};

/** RFC 9457 `application/problem+json` of an error; `type` is a URN of ours, one for each code. */
export interface ByokProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly allowedModels?: readonly string[];
}

/** What an error says in a body. The message is taken to be free of keys, as that of every `ByokError` must be. */
export function problemOf({ code, status, message, errors, allowedModels }: ByokError): ByokProblem {
  return {
    type: `urn:byok:problem:${code}`,
    title: TITLES[code],
    status,
    code,
    detail: message,
    ...(errors === undefined ? {} : { errors }),
    ...(allowedModels === undefined ? {} : { allowedModels }),
  };
}
