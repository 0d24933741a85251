import type { ErrorCode, Problem } from '#contracts';
import { allowedModelsOf, type ErrorShape } from './error-shape.js';

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

/** RFC 9457 `application/problem+json`; `type` is a URN of ours, one for each code. */
export const problemErrorShape: ErrorShape = (error, requestId) => {
  const problem: Problem = {
    type: `urn:byok:problem:${error.code}`,
    title: TITLES[error.code],
    status: error.status,
    code: error.code,
    detail: error.message,
    requestId,
  };
  return {
    status: error.status,
    contentType: 'application/problem+json; charset=utf-8',
    body: { ...problem, ...(error.errors === undefined ? {} : { errors: error.errors }), ...allowedModelsOf(error) },
  };
};
