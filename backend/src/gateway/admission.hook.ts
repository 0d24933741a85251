import type { FastifyInstance } from 'fastify';
import type { AuthenticationGuard } from '../auth/index.js';
import { intakeOf } from '../byok/credential/key-intake.hook.js';
import { isProviderRoute } from '../http/index.js';

/**
 * Decides who may call a provider route, and whether its `x-byok-*` headers have their form, before a byte of the
 * body is read: those bodies are large. Must be registered behind the key intake and behind what counts calls.
 */
export function registerAdmission(fastify: FastifyInstance, guard: AuthenticationGuard): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.is404 || !isProviderRoute(request.raw.url ?? '')) return done();
    let admitted: true | Promise<true>;
    try {
      admitted = guard.admitEarly(request);
    } catch (error) {
      return done(error as Error);
    }
    if (admitted === true) done(intakeOf(request)?.failure);
    else admitted.then(() => done(intakeOf(request)?.failure), done);
  });
}
