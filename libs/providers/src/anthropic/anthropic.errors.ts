import type { ProviderCode } from '#contracts';
import { isCreditCode, refusesAccount, saysNoCredit } from '../failure/account-words.js';
import { codeOfStatus, failureOf } from '../failure/http-failure.js';
import { isFilled, isObject, objectAt, parseJson, textAt, type JsonObject } from '../failure/json.js';
import { startOf, type StartEvent } from '../failure/stream-start.js';
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
  const error = start === undefined ? undefined : errorIn(start);
  if (error === undefined) return undefined;
  const message = textAt(error, 'message');
  const inStream: ProviderCode = error['type'] === 'invalid_request_error' ? 'request_invalid' : 'provider_unavailable';
  const code = codeOf(error, message ?? '') ?? inStream;
  return failureOf(NAME, { status: 200, headers: {}, body: firstBytes }, code, message);
}

/** The error of an event, also where a proxy has written it in a form of its own. */
function errorIn({ event, data }: StartEvent): JsonObject | undefined {
  if (!isObject(data)) return undefined;
  const { error } = data;
  if (isFilled(error)) return error;
  if (typeof error === 'string' && error !== '') return { message: error };
  return event === 'error' || data['type'] === 'error' ? data : undefined;
}

function codeOf(error: JsonObject, message: string): ProviderCode | undefined {
  const type = textAt(error, 'type') ?? '';
  if (type === 'forbidden' || /^request not allowed/i.test(message)) return 'region_unsupported';
  const reason = textAt(objectAt(error, 'details'), 'error_code') ?? '';
  if (saysNoCredit(message) || isCreditCode(reason.replace(/^enforced_/, ''))) return 'key_no_credit';
  if (POLICY.test(message)) return 'content_blocked';
  if (refusesAccount(message) && type !== 'authentication_error') return 'key_forbidden';
  if (type === 'not_found_error' && /^model\b/i.test(message)) return 'key_forbidden';
  return BY_TYPE[type];
}
