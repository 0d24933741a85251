import { CODE_HEADER, RECEIPT_HEADERS, formatAttempts, type ByokError, type ErrorCode, type Receipt } from '#contracts';
import type { CallOutcome } from '../credential/call-scope.js';

type Headers = Record<string, string>;

/** The receipt as response headers (contract, section 3), added to `headers`, which it returns. */
export function receiptHeaders(receipt: Receipt, headers: Headers = {}): Headers {
  headers[RECEIPT_HEADERS.source] = receipt.source;
  headers[RECEIPT_HEADERS.provider] = receipt.provider;
  if (receipt.model !== undefined) headers[RECEIPT_HEADERS.model] = receipt.model;
  if (receipt.tier !== undefined) headers[RECEIPT_HEADERS.tier] = String(receipt.tier);
  headers[RECEIPT_HEADERS.attempts] = formatAttempts(receipt.attempts);
  if (receipt.id !== undefined) headers[RECEIPT_HEADERS.id] = receipt.id;
  if (receipt.fallbackReason !== undefined) headers[RECEIPT_HEADERS.fallbackReason] = receipt.fallbackReason;
  if (receipt.dropped !== undefined && receipt.dropped.length > 0) headers[RECEIPT_HEADERS.dropped] = receipt.dropped.join(', ');
  if (receipt.costEstimateRub !== undefined) headers[RECEIPT_HEADERS.costEstimate] = String(receipt.costEstimateRub);
  if (receipt.sunset !== undefined) headers[RECEIPT_HEADERS.sunset] = receipt.sunset;
  return headers;
}

/**
 * Everything an error says in headers: our code, when to retry, how to sign in, which keys were tried.
 * @param outcome of the call that ends with the error; keeps its code and receipt
 */
export function errorHeaders(error: ByokError, outcome: CallOutcome): Headers {
  outcome.code = error.code;
  outcome.receipt = error.receipt ?? outcome.receipt;
  const headers: Headers = outcome.receipt === undefined ? {} : receiptHeaders(outcome.receipt);
  headers[CODE_HEADER] = error.code;
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.max(0, Math.ceil(retryAfterSeconds)));
  if (error.code === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  return headers;
}

/** Failures that the same request may outlive, later. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'unavailable', 'request_timeout', 'key_rate_limited', 'provider_overloaded', 'provider_unavailable']);

/**
 * What the official SDKs, on provider routes, decide by whether to send a request again; without it they repeat what
 * cannot succeed, or what was paid for.
 */
export function retryHeaders(error: ByokError): Headers {
  const { shouldRetry = PASSING.has(error.code) ? undefined : false, retryAfterSeconds } = error;
  return {
    ...(shouldRetry === undefined ? {} : { 'x-should-retry': String(shouldRetry) }),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after-ms': String(Math.max(0, Math.ceil(retryAfterSeconds * 1000))) }),
  };
}
