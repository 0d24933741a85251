import type { ServerResponse } from 'node:http';
import { idOf, sendJson, type Headers } from '../server/send.js';
import { errorCodeIn, type Standing } from '../server/key-behaviour.js';

export interface OpenAiError {
  status: number;
  message: string;
  type: string;
  param?: string | null;
  code: string | null;
  headers?: Headers;
}

export function sendError(response: ServerResponse, error: OpenAiError): void {
  const { status, message, type, param = null, code, headers = {} } = error;
  sendJson(response, status, { error: { message, type, param, code } }, { 'x-request-id': idOf('req_'), ...headers });
}

export function badRequest(message: string, param: string | null, code: string | null = null): OpenAiError {
  return { status: 400, message, type: 'invalid_request_error', param, code };
}

export function modelNotFound(model: string): OpenAiError {
  return {
    status: 404,
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    code: 'model_not_found',
  };
}

/** What the key alone is refused for, on every route. The real one echoes both ends of the key, so this does too. */
export function keyError(standing: Standing, key = ''): OpenAiError | undefined {
  if (standing !== 'invalid' && key.startsWith('sk-admin-')) return keyError('forbidden');
  switch (standing) {
    case 'missing':
      return {
        status: 401,
        message:
          "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
        type: 'invalid_request_error',
        code: null,
      };
    case 'invalid':
      return {
        status: 401,
        message: `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      };
    case 'region':
      return {
        status: 403,
        message: 'Country, region, or territory not supported',
        type: 'request_forbidden',
        code: 'unsupported_country_region_territory',
      };
    case 'forbidden':
      return {
        status: 403,
        message:
          "You have insufficient permissions for this operation. Missing scopes: model.request. Check that you have the correct role in your organization, and if you're using a restricted API key, that it has the necessary scopes.",
        type: 'invalid_request_error',
        code: 'missing_scope',
      };
    default:
      return undefined;
  }
}

/** The error of a key that shows only when it is used to generate, and not when it lists models. */
export function workError(standing: Standing): OpenAiError | undefined {
  switch (standing) {
    case 'nocredit':
      return {
        status: 429,
        message:
          'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      };
    case 'ratelimited':
      return {
        status: 429,
        message: 'Rate limit reached for requests. Limit 3, Used 3, Requested 1. Please try again in 20s.',
        type: 'requests',
        code: 'rate_limit_exceeded',
        headers: { 'retry-after': '20', 'x-ratelimit-limit-requests': '3', 'x-ratelimit-remaining-requests': '0' },
      };
    case 'overloaded':
      return {
        status: 503,
        message: 'The engine is currently overloaded, please try again later',
        type: 'server_error',
        code: 'server_is_overloaded',
      };
    case 'unavailable':
      return { status: 500, message: STREAM_ERROR.error.message, type: 'server_error', code: null };
    case 'refused':
      return badRequest("Invalid type for 'messages': expected an array of objects, but got a string instead.", 'messages', 'invalid_type');
    case 'blocked':
      return badRequest('Your request was rejected as a result of our safety system.', null, 'content_policy_violation');
    default:
      return undefined;
  }
}

/** Refusals that a key asks for by the code, beside the usual ones. */
export function namedError(key: string | undefined): OpenAiError | undefined {
  const code = errorCodeIn(key) ?? '';
  if (code === 'credit_balance_exhausted' || /^(?:project|organization)_(?:spend|usage)_limit_exceeded$/.test(code)) {
    const message = 'You have reached a limit of your account. Please check your plan and billing details.';
    return { status: 429, message, type: 'insufficient_quota', code };
  }
  if (code === 'ip_not_authorized') {
    const message = 'Your IP address is not authorized to access this project.';
    return { status: 401, message, type: 'invalid_request_error', code };
  }
  if (code === 'slow_down') return { status: 503, message: 'Slow down.', type: 'server_error', code };
  return undefined;
}

/** The event that ends a stream halfway. */
export const STREAM_ERROR = {
  error: {
    message: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    param: null,
    code: null,
  },
};

function masked(key: string): string {
  if (key.length <= 8) return '*'.repeat(key.length);
  return `${key.slice(0, 8)}${'*'.repeat(Math.max(4, key.length - 12))}${key.slice(-4)}`;
}
