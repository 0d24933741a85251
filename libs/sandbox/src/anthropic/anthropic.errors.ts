import type { ServerResponse } from 'node:http';
import { errorCodeIn, type Standing } from '../server/key-behaviour.js';
import { idOf, sendJson, type Headers } from '../server/send.js';

export interface AnthropicError {
  status: number;
  type: string;
  message: string;
  headers?: Headers;
  /** Machine-readable particulars. */
  details?: Record<string, unknown>;
}

export function sendError(response: ServerResponse, { status, type, message, headers = {}, details }: AnthropicError): void {
  const request_id = idOf('req_');
  sendJson(
    response,
    status,
    { type: 'error', error: { type, message, ...(details === undefined ? {} : { details }) }, request_id },
    { 'request-id': request_id, ...headers },
  );
}

export function badRequest(message: string): AnthropicError {
  return { status: 400, type: 'invalid_request_error', message };
}

export function notFound(message: string): AnthropicError {
  return { status: 404, type: 'not_found_error', message };
}

/** What the key alone is refused for, on every route. */
export function keyError(standing: Standing, key = ''): AnthropicError | undefined {
  if (/^sk-ant-(?:admin|oat)/.test(key)) return keyError('invalid');
  switch (standing) {
    case 'missing':
      return { status: 401, type: 'authentication_error', message: 'x-api-key header is required' };
    case 'invalid':
      return { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
    case 'region':
      return { status: 403, type: 'forbidden', message: 'Request not allowed' };
    default:
      return undefined;
  }
}

/** The error of a key that shows only when it is used to generate, and not when it lists models. */
export function workError(standing: Standing): AnthropicError | undefined {
  switch (standing) {
    case 'nocredit':
      return badRequest(
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      );
    case 'ratelimited':
      return {
        status: 429,
        type: 'rate_limit_error',
        message: 'This request would exceed the rate limit for your organization of 50 requests per minute.',
        headers: { 'retry-after': '17', 'anthropic-ratelimit-requests-remaining': '0' },
      };
    case 'forbidden':
      return {
        status: 403,
        type: 'permission_error',
        message: 'Your API key does not have permission to use the specified resource.',
      };
    case 'overloaded':
      return { status: 529, type: 'overloaded_error', message: 'Overloaded' };
    case 'unavailable':
      return { status: 500, type: 'api_error', message: 'Internal server error' };
    case 'refused':
      return badRequest('max_tokens: Field required');
    case 'blocked':
      return badRequest('Output blocked by content filtering policy');
    default:
      return undefined;
  }
}

/** Refusals that a key asks for by the code, beside the usual ones. */
export function namedError(key: string | undefined): AnthropicError | undefined {
  switch (errorCodeIn(key)) {
    case 'api_usage_limits':
      return badRequest('You have reached your specified API usage limits. You will regain access on 2099-01-01 at 00:00 UTC.');
    case 'workspace_usage_limits':
      return badRequest('You have reached your specified workspace API usage limits. You will regain access on 2099-01-01 at 00:00 UTC.');
    case 'billing_error':
      return { status: 402, type: 'billing_error', message: 'There is an issue with your billing or payment information.' };
    case 'enforced_spend_limit_reached':
      return {
        status: 429,
        type: 'rate_limit_error',
        message: 'Your organization has reached its spend limit.',
        details: { error_code: 'enforced_spend_limit_reached' },
      };
    case 'api_error':
      return { status: 500, type: 'api_error', message: 'Internal server error' };
    default:
      return undefined;
  }
}

/** The event that ends a stream halfway. */
export const STREAM_ERROR = {
  type: 'error',
  error: { details: null, type: 'overloaded_error', message: 'Overloaded' },
};
