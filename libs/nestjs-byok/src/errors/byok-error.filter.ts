import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { ByokError } from '#contracts';
import { outcomeOf } from '../credential/call-scope.js';
import { rawResponseOf, type HostResponse } from '../http/host-http.js';
import { problemOf } from './problem.js';
import { errorHeaders } from './response-headers.js';

/** Answers the module's errors as problem documents, with the receipt of the call in headers, where no filter of the host's does. */
@Catch(ByokError)
export class ByokErrorFilter implements ExceptionFilter<ByokError> {
  constructor(private readonly host: HttpAdapterHost) {}

  /** @throws the error itself outside HTTP */
  catch(error: ByokError, context: ArgumentsHost): void {
    if (context.getType() !== 'http') throw error;
    const response = context.switchToHttp().getResponse<HostResponse>();
    const raw = rawResponseOf(response);
    // Nothing can be said any more: half an answer must not be taken for a whole one.
    if (raw.headersSent) return void raw.destroy();
    for (const [name, value] of Object.entries(errorHeaders(error, outcomeOf(raw)))) raw.setHeader(name, value);
    const { httpAdapter } = this.host;
    httpAdapter.setHeader(response, 'content-type', 'application/problem+json; charset=utf-8');
    httpAdapter.reply(response, problemOf(error), error.status);
  }
}
