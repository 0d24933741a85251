import type { ProviderCode } from '#contracts';
import { refusesAccount, saysNoCredit } from '../failure/account-words.js';
import { codeOfStatus, failureOf } from '../failure/http-failure.js';
import { isObject, objectAt, parseJson, textAt, type JsonObject } from '../failure/json.js';
import { durationSeconds } from '../failure/retry-after.js';
import { startOf, type StartEvent } from '../failure/stream-start.js';
import type { FailureInput, ProviderFailure } from '../wire.js';

const NAME = 'Gemini';

const BY_REASON: Readonly<Record<string, ProviderCode>> = {
  API_KEY_INVALID: 'key_invalid',
  ACCESS_TOKEN_TYPE_UNSUPPORTED: 'key_invalid',
  BILLING_DISABLED: 'key_no_credit',
};

const HTTP_STATUS: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNKNOWN: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

const ZERO_QUOTA = /\blimit:\s*0(?![\d.])/i;
const NO_CREDIT = /prepayment credits? (?:are|is) depleted|billing account .*(?:disabled|closed)/i;
const BAD_KEY = /reported as leaked|api key (?:not valid|not found|expired)|unregistered callers/i;
const COUNTRY = /location is not supported|not available in your (?:country|region)|country, region/i;
const POLICY = /responsible ai|safety (?:polic|filter|setting)|prohibited (?:content|use) polic|content polic/i;
const MODEL_GONE = /\bmodels?\/\S+ (?:is|was) (?:not found|no longer available)/i;

/** Source: https://ai.google.dev/gemini-api/docs/troubleshooting; a bad key is a 400, no money is a 429 with a quota of zero. */
export function classify(failure: FailureInput): ProviderFailure {
  const body = parseJson(failure.body);
  return classifyError(objectAt(Array.isArray(body) ? (body[0] as unknown) : body, 'error'), failure);
}

/** An error object as first element of the stream (SSE or JSON array) of an answer that began with 200. */
export function classifyStart(firstBytes: string): ProviderFailure | undefined {
  const start = startOf(firstBytes);
  const error = start === undefined ? {} : errorIn(start);
  if (Object.keys(error).length === 0) return undefined;
  const status =
    typeof error['code'] === 'number' ? error['code'] : (HTTP_STATUS[textAt(error, 'status') ?? ''] ?? 500);
  return classifyError(error, { status, headers: {}, body: firstBytes });
}

/** The error of an event, also where a proxy has written it in a form of its own; empty when there is none. */
function errorIn({ event, data }: StartEvent): JsonObject {
  const text = textAt(data, 'error');
  if (text !== undefined) return { message: text };
  const error = objectAt(data, 'error');
  return event === 'error' && isObject(data) && Object.keys(error).length === 0 ? data : error;
}

function classifyError(error: JsonObject, failure: FailureInput): ProviderFailure {
  const details = Array.isArray(error['details']) ? error['details'].filter(isObject) : [];
  const message = textAt(error, 'message');
  const code = codeOf(error, message ?? '', details) ?? codeOfStatus(failure.status, failure.body);
  const delays = details.map((detail) => durationSeconds(detail['retryDelay']));
  return failureOf(
    NAME,
    failure,
    code,
    message,
    delays.find((delay) => delay !== undefined),
  );
}

function codeOf(error: JsonObject, message: string, details: readonly JsonObject[]): ProviderCode | undefined {
  const reasons = details.map((detail) => BY_REASON[textAt(detail, 'reason') ?? '']);
  const known = reasons.find((reason) => reason !== undefined);
  if (known !== undefined) return known;
  if (COUNTRY.test(message)) return 'region_unsupported';
  if (BAD_KEY.test(message)) return 'key_invalid';
  if (NO_CREDIT.test(message) || saysNoCredit(message) || hasZeroQuota(error, message, details)) return 'key_no_credit';
  if (POLICY.test(message)) return 'content_blocked';
  if (MODEL_GONE.test(message) || refusesAccount(message)) return 'key_forbidden';
  return undefined;
}

function hasZeroQuota(error: JsonObject, message: string, details: readonly JsonObject[]): boolean {
  if (error['status'] !== 'RESOURCE_EXHAUSTED' && error['code'] !== 429) return false;
  if (ZERO_QUOTA.test(message)) return true;
  const violations = details.flatMap((detail) => (Array.isArray(detail['violations']) ? detail['violations'] : []));
  return violations.some((violation) => isObject(violation) && String(violation['quotaValue']) === '0');
}
