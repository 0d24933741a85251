import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { isProviderRoute } from './face.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bodies nest at most this deep on product routes; nothing that we take needs more. */
const MAXIMUM_DEPTH = 32;

function refusal(field: string, message: string, cause?: unknown): ByokError {
  return new ByokError('invalid_input', `${field === 'body' ? 'The body' : field} ${message}.`, { cause, errors: [{ field, message }] });
}

/** Refuses what no field of a product route may hold; PostgreSQL takes no null character either. Doesn't recurse. */
function checkValues(root: unknown): void {
  const pending: { value: unknown; field: string; depth: number }[] = [{ value: root, field: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, field, depth } = next;
    if (depth > MAXIMUM_DEPTH) throw refusal('body', `nests deeper than ${MAXIMUM_DEPTH} levels`);
    if (typeof value === 'string' && value.includes('\0')) throw refusal(field || 'body', 'must not hold a null character');
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
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return done(encoded());
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
      failure = error instanceof ByokError ? error : refusal('body', 'is not UTF-8', error);
    }
    done(failure, value);
  });
  instance.addContentTypeParser('*', (request, payload, done) => {
    if (request.is404) return done(null, undefined);
    if (request.headers['content-type'] !== undefined) return done(notJson());
    // Sent in chunks, an empty body shows only at its end; it needs no type.
    const settle = (error: Error | null): void => {
      payload.off('data', refuse).off('end', accept).off('error', settle);
      done(error, undefined);
    };
    const refuse = (): void => settle(notJson());
    const accept = (): void => settle(null);
    payload.on('data', refuse).on('end', accept).on('error', settle);
  });
}

const encoded = () => new ByokError('unsupported_media_type', 'Send the body as it is: compressed bodies (content-encoding) are not read here.');
const notJson = () => new ByokError('unsupported_media_type', 'Send the body as JSON, with content-type: application/json.');
