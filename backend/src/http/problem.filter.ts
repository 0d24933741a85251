import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { outcomeOf } from '#nestjs-byok';
import { answerError } from './answer-error.js';
import { RefusalPace } from './refusal-pace.js';
import { toByokError } from './to-byok-error.js';

/** The one global filter: every error of every route, Fastify's own included, in its route's format. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #pace = new RefusalPace();

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = (): void => answerError(exception, request, reply);
    const userId = request.principal?.userId;
    if (userId !== undefined && isRefusal(exception, reply)) this.#pace.refuse(userId, answer);
    else answer();
  }
}

/** Whether the request was refused by us, for what it asks: no provider was called, and nothing of ours failed. */
function isRefusal(exception: unknown, reply: FastifyReply): boolean {
  const error = toByokError(exception);
  return error !== undefined && error.status < 500 && outcomeOf(reply.raw).receipt === undefined && error.receipt === undefined;
}
