import { HttpException } from '@nestjs/common';
import { ByokError, type ErrorCode } from '#contracts';
import { HEADERS_LIMIT, HEADERS_MS } from './limits.js';

interface Coded {
  name?: unknown;
  code?: unknown;
  cause?: unknown;
  statusCode?: unknown;
}

/** The status of errors made for HTTP; any other object's `statusCode` (a provider's, say) means nothing here. */
function statusFrom(exception: object): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  const { name, code, statusCode } = exception as Coded;
  const ofTheServer = name === 'FastifyError' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
  return ofTheServer && typeof statusCode === 'number' ? statusCode : undefined;
}

/** What Fastify raises before any handler of ours runs, by its own code. */
function frameworkError(code: string, cause: unknown): ByokError | undefined {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ByokError('unsupported_media_type', 'Send the body as JSON, with content-type: application/json.', { cause });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new ByokError('invalid_input', 'The body is not valid JSON.', { cause, errors: [{ field: 'body', message: 'is not valid JSON' }] });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ByokError('invalid_input', 'The body is shorter or longer than its content-length says.', { cause });
    case 'FST_ERR_BAD_URL':
      return new ByokError('invalid_input', 'The URL has a malformed percent-encoding.', { cause });
    case 'FST_ERR_MAX_PARAM_LENGTH':
    case 'FST_ERR_NOT_FOUND':
      return new ByokError('not_found', 'There is no such route.', { cause });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ByokError('request_timeout', `The headers of the request were not here after ${HEADERS_MS / 1000} s.`, { cause });
    case 'HPE_HEADER_OVERFLOW':
      return new ByokError('payload_too_large', `The request's headers are larger than ${HEADERS_LIMIT / 1024} KiB together.`, { cause });
    default:
      return undefined;
  }
}

const BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['invalid_input', 'The request is malformed.'],
  401: ['unauthenticated', 'Sign in, or send a personal access token.'],
  403: ['forbidden', 'You may not do this.'],
  404: ['not_found', 'There is no such route.'],
  405: ['not_found', 'The route does not take this method.'],
  409: ['conflict', 'The request conflicts with the current state.'],
  413: ['payload_too_large', 'The body is larger than this route takes.'],
  414: ['not_found', 'The URL is too long.'],
  415: ['unsupported_media_type', 'Send the body as JSON, with content-type: application/json.'],
  429: ['rate_limited', 'Too many requests; wait a little.'],
};

/**
 * Names any exception in our terms. Texts of foreign exceptions never pass on: they may quote the body.
 * Undefined when nobody foresaw it: the caller logs it and answers `unavailable`.
 */
export function toByokError(exception: unknown): ByokError | undefined {
  if (exception instanceof ByokError) return exception;
  if (exception === null || typeof exception !== 'object') return undefined;
  const { code, cause } = exception as Coded;
  if (cause instanceof ByokError) return cause;
  const frameworkCode = typeof code === 'string' ? code : (cause as Coded | undefined)?.code;
  const known = typeof frameworkCode === 'string' ? frameworkError(frameworkCode, exception) : undefined;
  if (known) return known;
  const status = statusFrom(exception);
  if (status === undefined) return undefined;
  const mapped = BY_STATUS[status];
  if (mapped) return new ByokError(mapped[0], mapped[1], { cause: exception });
  if (status >= 400 && status < 500) return new ByokError('invalid_input', 'The request is malformed.', { cause: exception });
  return undefined;
}
