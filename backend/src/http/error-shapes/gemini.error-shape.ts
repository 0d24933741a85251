import { allowedModelsOf, paramOf, type ErrorShape } from './error-shape.js';

/** The `google.rpc.Code` name for a status; there is none for 402. */
const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'FAILED_PRECONDITION',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** `{"error":{"code","message","status","details"}}`, with our code as the `reason` of an ErrorInfo. */
export const geminiErrorShape: ErrorShape = (error) => ({
  status: error.status,
  contentType: 'application/json; charset=utf-8',
  body: {
    error: {
      code: error.status,
      message: error.message,
      status: STATUSES[error.status] ?? 'UNKNOWN',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: error.code, domain: 'byok' },
        ...(error.retryAfterSeconds === undefined
          ? []
          : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${error.retryAfterSeconds}s` }]),
      ],
      ...paramOf(error),
      ...allowedModelsOf(error),
    },
  },
});
