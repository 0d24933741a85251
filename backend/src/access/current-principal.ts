import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import type { Principal } from './principal.js';

/** The caller, on routes that are not open. @throws ByokError unauthenticated when the guard let nobody in */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
  return principal;
});
