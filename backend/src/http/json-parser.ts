import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { isProviderRoute } from './face.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bodies nest at most this deep on product routes; nothing that we take needs more. */
const MAXIMUM_DEPTH = 32;

/** Refuses what no field of a product route may hold; PostgreSQL takes no null character either. Doesn't recurse. */
function checkValues(root: unknown): void {
  const pending: { value: unknown; field: string; depth: number }[] = [{ value: root, field: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, field, depth } = next;
    if (depth > MAXIMUM_DEPTH) throw new ByokError('invalid_input', `The body nests deeper than ${MAXIMUM_DEPTH} levels.`);
    if (typeof value === 'string' && value.includes('\0')) {
      const message = 'must not hold a null character';
      throw new ByokError('invalid_input', `${field || 'The body'} ${message}.`, { errors: [{ field, message }] });
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, child] of Object.entries(value)) {
      pending.push({ value: child, field: field ? `${field}.${name}` : name, depth: depth + 1 });
    }
  }
}

/**
 * Takes JSON and nothing else: product routes get the parsed body, or undefined for an empty one;
 * provider routes the untouched bytes as a Buffer, since they pass on. Form posts and plain text,
 * which a foreign page can send without asking, are refused with `unsupported_media_type`.
 */
export function registerJsonParser(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request: FastifyRequest, body, done) => {
    if (isProviderRoute(request.raw.url ?? '')) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    let failure: Error | null = null;
    let value: unknown;
    try {
      parse(request, utf8.decode(body), (error: Error | null, parsed?: unknown) => {
        failure = error;
        value = parsed;
      });
      checkValues(value);
    } catch (error) {
      failure = error instanceof ByokError ? error : new ByokError('invalid_input', 'The body is not UTF-8.', { cause: error });
    }
    done(failure, value);
  });
}
