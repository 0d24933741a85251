import type { ServerResponse } from 'node:http';
import type { KeyStanding } from '../server/key-behaviour.js';
import { idOf, sendJson, type Headers } from '../server/send.js';

export interface AnthropicError {
  status: number;
  type: string;
  message: string;
  headers?: Headers;
}

export function sendError(response: ServerResponse, { status, type, message, headers = {} }: AnthropicError): void {
  const request_id = idOf('req_');
  sendJson(
    response,
    status,
    { type: 'error', error: { type, message }, request_id },
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
export function keyError(standing: KeyStanding): AnthropicError | undefined {
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

/** What only shows when the key is used for work. */
export function workError(standing: KeyStanding): AnthropicError | undefined {
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
    default:
      return undefined;
  }
}

/** The event that ends a stream halfway. */
export const STREAM_ERROR = {
  type: 'error',
  error: { details: null, type: 'overloaded_error', message: 'Overloaded' },
};
