import { statusOf, type ErrorCode } from '#contracts';

/** What each code means, in one sentence; the long version is docs/api-errors.md. */
export const ERROR_GUIDE: Readonly<Record<ErrorCode, string>> = {
  invalid_input: 'A field, parameter or the body itself is malformed; `errors` names the fields.',
  unauthenticated: 'Nobody is signed in, or the cookie or token is no longer good.',
  csrf_failed: 'An unsafe method with the cookie came without the right `x-xsrf-token`.',
  forbidden: 'You are signed in, but this is not for you, or not for tokens.',
  not_found: 'There is no such route or thing, or it is not yours.',
  request_timeout: 'The body came too slowly, or nothing of it for a minute.',
  conflict: 'It is taken, or its state forbids this now.',
  payload_too_large: 'The body or the headers are larger than the route takes.',
  unsupported_media_type: 'The content-type is not one that the route takes, or the body is compressed.',
  rate_limited: 'Too many tries of this kind; `retry-after` says how long to wait.',
  quota_exceeded: 'A limit of the plan or of the platform has no room left; the message names it, its value and its end.',
  unavailable: 'The server or its database cannot serve right now.',
  key_malformed: 'A `x-byok-*` header does not have the form of a key, or a key travels where it must not.',
  envelope_invalid: 'The envelope is damaged, lives too long, or is for another user or provider.',
  envelope_expired: 'The envelope is too old: seal the key again.',
  envelope_unknown_key: 'The envelope is sealed to a transit key that is retired: fetch the current one and seal again.',
  key_required: 'No key may pay for this call.',
  key_invalid: 'The provider does not know the key.',
  key_no_credit: "The key is right, but its account is out of credit.",
  key_rate_limited: 'The provider limits the key right now.',
  key_forbidden: 'The key may not use this model or API.',
  region_unsupported: 'The provider does not serve the country that the call came from.',
  provider_overloaded: 'The provider has too much to do.',
  provider_unavailable: 'The provider cannot be reached or answers with an error of its own.',
  provider_timeout: 'No first byte came from the provider in time.',
  tier_not_allowed: 'The plan does not reach this model; `allowedModels` lists those that it does.',
  model_unknown: 'The catalog has no such model.',
  request_invalid: 'The request itself is wrong, in our eyes or the provider’s.',
  content_blocked: "The provider's safety or content policy refused.",
  own_limit_reached: 'The call would exceed the spending limit that the user, or the token’s maker, set, or can’t be priced while one is set; nothing went out. The message says which.',
  key_expired_in_queue: 'The job waited longer than its sealed key lives: submit it again.',
  no_speech: 'Nobody speaks in the recording of the job: listen to it, and send one with speech.',
};

/** The same as a table in Markdown, with each code's status. */
export function errorTable(): string {
  const rows = Object.entries(ERROR_GUIDE).map(([code, meaning]) => `| \`${code}\` | ${statusOf(code as ErrorCode)} | ${meaning} |`);
  return ['| code | status | meaning |', '|---|---|---|', ...rows].join('\n');
}
