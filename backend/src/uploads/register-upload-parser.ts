import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';

const UPLOAD = /^\/api\/uploads\/[^/?]+(?:\?|$)/;

const isEmpty = ({ headers }: FastifyRequest) => headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

/** Hands the bytes of an upload to its route as they come; elsewhere such a body is refused. */
export function registerUploadParser(instance: FastifyInstance): void {
  instance.addContentTypeParser('application/offset+octet-stream', (request, payload, done) => {
    if (request.method === 'PATCH' && UPLOAD.test(request.raw.url ?? '')) return done(null, payload);
    if (isEmpty(request)) return done(null, undefined);
    payload.resume();
    done(new ByokError('unsupported_media_type', 'Only PATCH /api/uploads/<id> takes such a body.'));
  });
}
