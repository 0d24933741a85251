import type { ProviderCode } from '#contracts';
import { codeOfStatus, failureOf } from '../failure/http-failure.js';
import { isObject, objectAt, parseJson, textAt, type JsonObject } from '../failure/json.js';
import { startOf } from '../failure/stream-start.js';
import type { FailureInput, ProviderFailure } from '../wire.js';

const NAME = 'Anthropic';

/** What says more than the status; `api_error` and `timeout_error` don't: with 503 they are overload. */
const BY_TYPE: Readonly<Record<string, ProviderCode>> = {
  authentication_error: 'key_invalid',
  billing_error: 'key_no_credit',
  permission_error: 'key_forbidden',
  rate_limit_error: 'key_rate_limited',
  overloaded_error: 'provider_overloaded',
  request_too_large: 'request_invalid',
};

const NO_CREDIT = /credit balance is too low|reached your specified (?:api |workspace api )?usage limits?/i;
const POLICY = /content filtering policy|usage policy|safety polic/i;

/** Source: https://docs.claude.com/en/api/errors; a low balance comes as a 400 of the general type. */
export function classify(failure: FailureInput): ProviderFailure {
  const error = objectAt(parseJson(failure.body), 'error');
  const message = textAt(error, 'message');
  const code = codeOf(error, message ?? '') ?? codeOfStatus(failure.status, failure.body);
  return failureOf(NAME, failure, code, message);
}

/** An `error` event (529 often comes so), or an error body, in an answer that began with 200. */
export function classifyStart(firstBytes: string): ProviderFailure | undefined {
  const start = startOf(firstBytes);
  if (start === undefined || !isObject(start.data) || start.data['type'] !== 'error') return undefined;
  const error = objectAt(start.data, 'error');
  const message = textAt(error, 'message');
  const inStream: ProviderCode = error['type'] === 'invalid_request_error' ? 'request_invalid' : 'provider_unavailable';
  const code = codeOf(error, message ?? '') ?? inStream;
  return failureOf(NAME, { status: 200, headers: {}, body: firstBytes }, code, message);
}

function codeOf(error: JsonObject, message: string): ProviderCode | undefined {
  const type = textAt(error, 'type') ?? '';
  if (type === 'forbidden' || /^request not allowed/i.test(message)) return 'region_unsupported';
  if (NO_CREDIT.test(message)) return 'key_no_credit';
  if (POLICY.test(message)) return 'content_blocked';
  if (/organization has been disabled/i.test(message)) return 'key_forbidden';
  if (type === 'not_found_error' && /^model\b/i.test(message)) return 'key_forbidden';
  return BY_TYPE[type];
}
