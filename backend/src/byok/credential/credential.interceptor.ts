import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { CallScopes } from './call-scopes.service.js';

/**
 * Runs the handler of a route marked `@UseByok()` in the call scope of its request. The routes that pass most
 * calls on enter the scope themselves (docs/decisions/2026-11-22-no-interceptor-on-the-hot-path.md).
 */
@Injectable()
export class CredentialInterceptor implements NestInterceptor {
  constructor(private readonly scopes: CallScopes) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return this.scopes.enter(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), () => next.handle());
  }
}
