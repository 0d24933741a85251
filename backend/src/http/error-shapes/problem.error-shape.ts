import { problemOf } from '#nestjs-byok';
import type { ErrorShape } from './error-shape.js';

/** RFC 9457 `application/problem+json`; `type` is a URN of ours, one for each code. */
export const problemErrorShape: ErrorShape = (error, requestId) => {
  const { errors, allowedModels, ...problem } = problemOf(error);
  return {
    status: error.status,
    contentType: 'application/problem+json; charset=utf-8',
    body: { ...problem, requestId, ...(errors === undefined ? {} : { errors }), ...(allowedModels === undefined ? {} : { allowedModels }) },
  };
};
