import type { ApiError } from '../../core/http/api-error.js';

/**
 * Dictionary path with words that fit a course better than those of the bare code; undefined where those do.
 * @param recording whether a recording was sent
 */
export function problemWords(error: Pick<ApiError, 'code'>, recording: boolean): string | undefined {
  switch (error.code) {
    case 'invalid_input':
      return recording ? 'courses.problem.unreadable' : 'courses.problem.textRefused';
    case 'payload_too_large':
      return recording ? 'courses.problem.tooLarge' : 'courses.problem.textTooLong';
    case 'offline':
      return recording ? 'courses.problem.uploadBroken' : undefined;
    case 'request_invalid':
    case 'content_blocked':
      return `courses.problem.${error.code}`;
    default:
      return undefined;
  }
}

/** As `problemWords`, of a course that failed after it had been taken in: too large is then what a model wrote. */
export function failureWords(error: Pick<ApiError, 'code'>, recording: boolean): string | undefined {
  return error.code === 'payload_too_large' ? 'courses.problem.answerTooLong' : problemWords(error, recording);
}
