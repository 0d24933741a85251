import type { ServerResponse } from 'node:http';
import { errorCodeIn, type Standing } from '../server/key-behaviour.js';
import { sendJson } from '../server/send.js';

export interface GeminiError {
  code: number;
  status: string;
  message: string;
  details?: readonly Record<string, unknown>[];
}

const SERVICE = 'generativelanguage.googleapis.com';

/** `asList`: a stream without `alt=sse` answers an array, errors too. */
export function sendError(response: ServerResponse, error: GeminiError, asList = false): void {
  const { code, status, message, details } = error;
  const body = { error: { code, message, status, ...(details === undefined ? {} : { details }) } };
  sendJson(response, code, asList ? [body] : body, { 'content-type': 'application/json; charset=UTF-8' });
}

export function badRequest(message: string): GeminiError {
  return { code: 400, status: 'INVALID_ARGUMENT', message };
}

export function modelNotFound(model: string, version: string, method: string): GeminiError {
  return {
    code: 404,
    status: 'NOT_FOUND',
    message: `models/${model} is not found for API version ${version}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  };
}

/** What the key alone is refused for, on every route. The real one may echo the whole key, so this does too. */
export function keyError(standing: Standing, key = ''): GeminiError | undefined {
  switch (standing) {
    case 'missing':
      return {
        code: 403,
        status: 'PERMISSION_DENIED',
        message:
          "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      };
    case 'invalid':
      return {
        ...badRequest('API key not valid. Please pass a valid API key.'),
        details: [
          errorInfo('API_KEY_INVALID'),
          {
            '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
            locale: 'en-US',
            message: 'API key not valid. Please pass a valid API key.',
          },
          { '@type': 'type.googleapis.com/google.rpc.DebugInfo', detail: `Invalid API key: ${key}` },
        ],
      };
    case 'region':
      return { code: 400, status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' };
    default:
      return undefined;
  }
}

/** What only shows when the key is used for work. */
export function workError(standing: Standing, model: string): GeminiError | undefined {
  switch (standing) {
    case 'nocredit':
      return quotaError(model, '0', '47.5s');
    case 'ratelimited':
      return quotaError(model, '10', '36s');
    case 'forbidden':
      return {
        code: 403,
        status: 'PERMISSION_DENIED',
        message:
          'Requests to this API generativelanguage.googleapis.com method google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked.',
        details: [errorInfo('API_KEY_SERVICE_BLOCKED')],
      };
    case 'overloaded':
      return { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' };
    case 'unavailable':
      return { code: 500, status: 'INTERNAL', message: 'An internal error has occurred. Please retry.' };
    case 'refused':
      return badRequest('* GenerateContentRequest.contents: contents is not specified\n');
    case 'blocked':
      return badRequest("The prompt could not be submitted. This prompt contains sensitive words that violate Google's Responsible AI practices.");
    default:
      return undefined;
  }
}

/** Refusals that a key asks for by the code, beside the usual ones. */
export function namedError(key: string | undefined): GeminiError | undefined {
  switch (errorCodeIn(key)) {
    case 'ACCESS_TOKEN_TYPE_UNSUPPORTED':
      return {
        code: 401,
        status: 'UNAUTHENTICATED',
        message:
          'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
        details: [errorInfo('ACCESS_TOKEN_TYPE_UNSUPPORTED')],
      };
    case 'prepaid_balance':
      return { code: 402, status: 'FAILED_PRECONDITION', message: 'Your prepaid balance is used up.' };
    default:
      return undefined;
  }
}

function quotaError(model: string, limit: string, delay: string): GeminiError {
  const metric = `${SERVICE}/generate_content_free_tier_requests`;
  return {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: `You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: ${metric}, limit: ${limit}, model: ${model}\nPlease retry in ${delay}.`,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      },
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: metric,
            quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
            quotaDimensions: { location: 'global', model },
            ...(limit === '0' ? {} : { quotaValue: limit }),
          },
        ],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: delay },
    ],
  };
}

function errorInfo(reason: string): Record<string, unknown> {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service: SERVICE },
  };
}
