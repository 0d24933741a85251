import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BYOK_PROVIDERS, ByokError } from '#contracts';
import type { AuthenticationGuard } from '../auth/index.js';
import { intakeOf } from '../byok/credential/key-intake.hook.js';
import { isApiRoute, isProviderRoute } from '../http/index.js';
import { announcesBody } from '../http/intake/index.js';
import { nativeCall } from './native/native-paths.js';

/**
 * Decides before a byte of the body is read: who may call a provider route, whether its `x-byok-*` headers have their
 * form, and whether its path is one; and of every other route that is not open, that its caller is known. Must be
 * registered behind the key intake and behind what counts calls.
 */
export function registerAdmission(fastify: FastifyInstance, guard: AuthenticationGuard): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const url = request.raw.url ?? '';
    const isProviders = isProviderRoute(url);
    if (request.is404 || !(isProviders || needsCaller(request, url))) return done();
    const next = (): void => done(isProviders ? (intakeOf(request)?.failure ?? unknownPath(request, url)) : undefined);
    let admitted: true | Promise<true>;
    try {
      admitted = isProviders ? guard.admitEarly(request) : guard.expectCaller(request);
    } catch (error) {
      return done(error as Error);
    }
    if (admitted === true) next();
    else admitted.then(next, done);
  });
}

/** Whether the guard, which runs behind the body, would be too late: strangers have no body read. */
function needsCaller(request: FastifyRequest, url: string): boolean {
  return announcesBody(request.raw) && isApiRoute(url) && request.routeOptions.config.isOpen !== true;
}

/** A native path that doesn't pass through is not there, whatever its body is. */
function unknownPath(request: FastifyRequest, url: string): ByokError | undefined {
  if (!announcesBody(request.raw)) return undefined;
  const provider = BYOK_PROVIDERS.find((id) => url.startsWith(`/api/${id}/`));
  if (provider === undefined) return undefined;
  const [path = '', query = ''] = url.slice(`/api/${provider}/`.length).split('?', 2);
  if (nativeCall(provider, request.method, path, query) !== undefined) return undefined;
  return new ByokError('not_found', `This path of ${provider}, or this method, is not among those that pass through here.`);
}
