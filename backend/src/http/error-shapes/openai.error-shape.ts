import { allowedModelsOf, type ErrorShape } from './error-shape.js';

/** OpenAI's own `type` for a status. Its SDKs choose the class by status, people read the type. */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'permission_error',
  409: 'conflict_error',
  429: 'rate_limit_error',
};

/** `{"error":{"message","type","param","code"}}`, with our code in `code`. */
export const openaiErrorShape: ErrorShape = (error) => ({
  status: error.status,
  contentType: 'application/json; charset=utf-8',
  body: {
    error: {
      message: error.message,
      type: TYPES[error.status] ?? (error.status >= 500 ? 'server_error' : 'invalid_request_error'),
      param: error.param ?? error.errors?.[0]?.field ?? null,
      code: error.code,
      ...allowedModelsOf(error),
    },
  },
});
