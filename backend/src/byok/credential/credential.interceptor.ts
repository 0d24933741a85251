import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { CallScopes } from './call-scopes.service.js';

/**
 * Runs the handler of a route marked `@UseByok()` in the call scope of its request: whoever is refused here has no
 * body read on the routes that read their own.
 */
@Injectable()
export class CredentialInterceptor implements NestInterceptor {
  constructor(private readonly scopes: CallScopes) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return this.scopes.enter(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), () => next.handle());
  }
}
