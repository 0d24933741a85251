import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { errorHeaders, retryHeaders, outcomeOf } from '#nestjs-byok';
import { callerLeft } from './caller-left.js';
import { renderError } from './error-shapes/index.js';
import { apiFormatOf } from './api-format.js';
import { arrivalOf } from './intake/body-arrival.js';
import { toByokError } from './to-byok-error.js';

const logger = new Logger('Http');

/** What nobody foresaw is logged and never shown. */
function unforeseen(exception: unknown, request: FastifyRequest): ByokError {
  const error = exception instanceof Error ? exception : new Error('something that is no Error was thrown', { cause: exception });
  logger.error({ err: error, requestId: request.id }, 'request failed');
  return new ByokError('unavailable', 'Something went wrong on our side. Try again in a moment.', { cause: exception });
}

/**
 * Answers a request with an error, in its route's format. Once bytes have gone out nothing can be
 * said any more: the connection is cut, so that the client does not take half an answer for a whole one.
 */
export function answerError(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (callerLeft(exception, request, reply)) {
    logger.debug({ requestId: request.id }, 'the caller left before the end of the request');
    reply.raw.destroy();
    return;
  }
  const error = toByokError(exception) ?? unforeseen(exception, request);
  if (error.code === 'unavailable' && error === exception) {
    logger.warn({ err: error, requestId: request.id }, 'a part of the application is unavailable');
  }
  if (reply.sent || reply.raw.headersSent) {
    if (!reply.raw.writableEnded) reply.raw.destroy();
    return;
  }
  const format = apiFormatOf(request);
  const rendered = renderError(format, error, request.id);
  for (const name of ['content-length', 'content-encoding', 'etag', 'last-modified', 'content-disposition']) {
    reply.removeHeader(name);
  }
  // Fastify closes the connection after a body that it refused.
  reply.removeHeader('connection');
  if (arrivalOf(request.raw)?.answersEarly() === true) reply.header('connection', 'close');
  if (reply.raw.destroyed) return;
  const headers = errorHeaders(error, outcomeOf(reply.raw));
  void reply
    .code(rendered.status)
    .headers(format === 'product' ? headers : { ...headers, ...retryHeaders(error) })
    .header('content-type', rendered.contentType)
    .serializer(JSON.stringify)
    .send(rendered.body);
}
