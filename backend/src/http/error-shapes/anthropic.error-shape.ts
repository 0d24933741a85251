import { allowedModelsOf, paramOf, type ErrorShape } from './error-shape.js';

/** Anthropic's own `type` for a status (its API reference, "Errors"). */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

/** `{"type":"error","error":{"type","message"},"request_id"}`; our code is in `x-byok-code` alone. */
export const anthropicErrorShape: ErrorShape = (error, requestId) => ({
  status: error.status,
  contentType: 'application/json; charset=utf-8',
  body: {
    type: 'error',
    error: {
      type: TYPES[error.status] ?? (error.status >= 500 ? 'api_error' : 'invalid_request_error'),
      message: error.message,
      ...paramOf(error),
      ...allowedModelsOf(error),
    },
    request_id: requestId,
  },
});
