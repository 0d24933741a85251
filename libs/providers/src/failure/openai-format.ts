import type { ProviderCode } from '#contracts';
import type { FailureInput, ProviderFailure } from '../wire.js';
import { isCreditCode, refusesAccount, saysNoCredit } from './account-words.js';
import { codeOfStatus, failureOf } from './http-failure.js';
import { isFilled, isObject, objectAt, parseJson, textAt, type JsonObject } from './json.js';
import { startOf } from './stream-start.js';

const BY_CODE: Readonly<Record<string, ProviderCode>> = {
  invalid_api_key: 'key_invalid',
  account_deactivated: 'key_invalid',
  insufficient_quota: 'key_no_credit',
  credit_balance_exhausted: 'key_no_credit',
  billing_not_active: 'key_no_credit',
  unsupported_country_region_territory: 'region_unsupported',
  missing_scope: 'key_forbidden',
  insufficient_permissions: 'key_forbidden',
  ip_not_authorized: 'key_forbidden',
  mismatched_organization: 'key_forbidden',
  invalid_organization: 'key_forbidden',
  mismatched_project: 'key_forbidden',
  invalid_project: 'key_forbidden',
  model_not_found: 'key_forbidden',
  content_policy_violation: 'content_blocked',
  content_filter: 'content_blocked',
  moderation_blocked: 'content_blocked',
  server_is_overloaded: 'provider_overloaded',
};

/** Codes and types that only an event inside a 200 answer is judged by, where no status helps. */
const IN_STREAM: Readonly<Record<string, ProviderCode>> = {
  rate_limit_exceeded: 'key_rate_limited',
  rate_limit_error: 'key_rate_limited',
  tokens: 'key_rate_limited',
  requests: 'key_rate_limited',
  slow_down: 'provider_overloaded',
  authentication_error: 'key_invalid',
  permission_error: 'key_forbidden',
  invalid_prompt: 'content_blocked',
  invalid_request_error: 'request_invalid',
};

const POLICY =
  /usage polic(?:y|ies)|content (?:management )?policy|safety (?:system|polic)|flagged as (?:potentially )?violating/i;
const EXCEEDED_QUOTA = /exceeded your current quota/i;
const MISSING_SCOPE = /insufficient permissions|missing scopes?/i;
const IP_REFUSED = /ip (?:address )?(?:is )?not (?:authorized|allowed)/i;
const COUNTRY = /country, region, or territory not supported/i;

/** Classifies an error body of OpenAI's form; also bodies with `message` or `detail` at the top, as compatible servers send. */
export function classifyOpenAiFormat(provider: string, failure: FailureInput): ProviderFailure {
  const body = parseJson(failure.body);
  const error = errorObject(body);
  const message = messageOf(body, error);
  const code = codeOf(error, message ?? '') ?? codeOfStatus(failure.status, failure.body);
  return { ...failureOf(provider, failure, code, message), ...paramOf(error) };
}

/** Looks for an error in the first bytes of a 200 answer of OpenAI's form (chat completions and responses). */
export function classifyOpenAiStart(provider: string, firstBytes: string): ProviderFailure | undefined {
  const start = startOf(firstBytes);
  if (start === undefined || !isObject(start.data)) return undefined;
  const error = errorInside(start.event, start.data);
  if (error === undefined) return undefined;
  const message = textAt(error, 'message');
  const inStream = IN_STREAM[textAt(error, 'code') ?? ''] ?? IN_STREAM[textAt(error, 'type') ?? ''];
  const code = codeOf(error, message ?? '') ?? inStream ?? codeOfNumber(error) ?? 'provider_unavailable';
  return { ...failureOf(provider, { status: 200, headers: {}, body: firstBytes }, code, message), ...paramOf(error) };
}

/** The field that the provider found at fault: SDKs show it beside the message. */
function paramOf(error: JsonObject): Pick<ProviderFailure, 'param'> {
  const param = textAt(error, 'param');
  return param === undefined ? {} : { param };
}

function errorInside(event: string | undefined, data: JsonObject): JsonObject | undefined {
  if (data['type'] === 'response.failed') return objectAt(data['response'], 'error');
  if (event === 'error' || data['type'] === 'error') return isObject(data['error']) ? data['error'] : data;
  if (data['object'] === 'response' || hasAnswer(data)) return undefined;
  if (typeof data['error'] === 'string') return { message: data['error'] };
  return isFilled(data['error']) ? data['error'] : undefined;
}

/** A chunk or completion that says something; beside an error some servers send an empty one. */
function hasAnswer({ choices }: JsonObject): boolean {
  if (!Array.isArray(choices)) return false;
  return choices.some((choice: unknown) => {
    const said = { ...objectAt(choice, 'delta'), ...objectAt(choice, 'message') };
    return textAt(said, 'content') !== undefined || Array.isArray(said['tool_calls']);
  });
}

/** Compatible servers write the status that they would have sent as the code. */
function codeOfNumber({ code, status }: JsonObject): ProviderCode | undefined {
  const number = Number(code ?? status);
  return number >= 400 && number < 600 ? codeOfStatus(number, '') : undefined;
}

function codeOf(error: JsonObject, message: string): ProviderCode | undefined {
  const names = [textAt(error, 'code') ?? '', textAt(error, 'type') ?? ''];
  if (names.some(isCreditCode)) return 'key_no_credit';
  const known = names.map((name) => BY_CODE[name]).find((code) => code !== undefined);
  if (known !== undefined) return known;
  if (COUNTRY.test(message)) return 'region_unsupported';
  if (POLICY.test(message)) return 'content_blocked';
  if (saysNoCredit(message) || EXCEEDED_QUOTA.test(message)) return 'key_no_credit';
  if (MISSING_SCOPE.test(message) || IP_REFUSED.test(message) || refusesAccount(message)) return 'key_forbidden';
  return undefined;
}

function errorObject(body: unknown): JsonObject {
  const first = Array.isArray(body) ? (body[0] as unknown) : body;
  const error = objectAt(first, 'error');
  return Object.keys(error).length > 0 || !isObject(first) ? error : first;
}

function messageOf(body: unknown, error: JsonObject): string | undefined {
  return textAt(error, 'message') ?? textAt(body, 'error') ?? textAt(body, 'message') ?? textAt(body, 'detail');
}
