import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { announcesBody } from './intake/index.js';

/**
 * Has Fastify leave every body on the connection, as the request's `body`: guards decide first, then the body guard or
 * the handler reads. What no route answers is said before anybody looks at its type.
 */
export function leaveBodiesUnread(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  instance.addHook('onRequest', (request, _reply, done) => {
    const isTyped = request.headers['content-type'] !== undefined;
    if (request.is404) return done(isTyped || announcesBody(request.raw) ? new ByokError('not_found', 'There is no such route.') : undefined);
    if (isTyped) hideMalformedType(request);
    done();
  });
}

/** Fastify would refuse a type that is none before the guards are asked: without one, the reader of the body refuses it. */
function hideMalformedType({ mediaType, raw }: FastifyRequest): void {
  if (mediaType?.startsWith('/') !== false) delete raw.headers['content-type'];
}
