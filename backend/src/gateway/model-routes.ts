import type { FastifyInstance } from 'fastify';
import { BYOK_PROVIDERS } from '#contracts';
import { answerError } from '../http/index.js';
import type { ChatRoute } from './chat/chat.route.js';
import type { NativeRoute } from './native/native.route.js';

/**
 * The routes that pass most calls on, straight on Fastify: Nest's pipeline of guards, pipes and observables would be a
 * twentieth of what such a call costs, and `registerAdmission` has decided on them before the body was read
 * (docs/decisions/2026-11-25-model-routes.md). Call it behind what sets limits and parsers.
 */
export function registerModelRoutes(fastify: FastifyInstance, chat: ChatRoute, native: NativeRoute): void {
  const errorHandler = answerError;
  fastify.post('/api/v1/chat/completions', { errorHandler }, chat.handle);
  for (const provider of BYOK_PROVIDERS) {
    fastify.all(`/api/${provider}/*`, { errorHandler }, (request, reply) => native.handle(provider, request, reply));
  }
}
