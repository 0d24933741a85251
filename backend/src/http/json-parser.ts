import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import '../auth/principal.js';
import { isProviderRoute } from './face.js';
import { arrivalOf } from './intake/body-arrival.js';
import { BytesInFlight, UNCOUNTED_BYTES } from './intake/bytes-in-flight.js';
import { readBody, type BodyMeter } from './intake/read-body.js';
import { checkJsonText } from './json-text.js';
import { checkValues, refusedBody } from './json-values.js';
import { LARGE_BODY_BYTES } from './limits.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a large body before its route sees it, elsewhere, and gives it back. */
export type PrepareBody = (bytes: Buffer) => Promise<Buffer>;

/**
 * Takes JSON and nothing else: product routes get the parsed body, or undefined for an empty one;
 * provider routes the untouched bytes as a Buffer, since they pass on. Form posts and plain text,
 * which a foreign page can send without asking, are refused with `unsupported_media_type`.
 * @param prepare for large bodies of provider routes
 */
export function registerJsonParser(instance: FastifyInstance, prepare: PrepareBody = (bytes) => Promise.resolve(bytes)): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  const inFlight = new BytesInFlight();
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', (request: FastifyRequest, payload: IncomingMessage, done) => {
    if (!isUtf8Json(request.headers['content-type'] ?? '')) return done(notJson());
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return done(encoded());
    const limit = request.routeOptions.bodyLimit;
    if (isProviderRoute(request.raw.url ?? '')) {
      const take = (error: Error | null, body?: Buffer): void => {
        if (body === undefined || body.length <= LARGE_BODY_BYTES) return done(error, body);
        prepare(body).then((prepared) => done(null, prepared), done);
      };
      return readBody(request, payload, limit, take, meterOf(request, inFlight));
    }
    readBody(request, payload, limit, (error, body) => {
      if (body === undefined || body.length === 0) return done(error, undefined);
      let failure: Error | null = null;
      let value: unknown;
      try {
        checkJsonText(body);
        parse(request, utf8.decode(body), (problem: Error | null, parsed?: unknown) => {
          failure = problem;
          value = parsed;
        });
        checkValues(value);
      } catch (problem) {
        failure = problem instanceof ByokError ? problem : refusedBody('body', 'is not UTF-8', problem);
      }
      done(failure, value);
    });
  });
  instance.addContentTypeParser('*', (request, payload, done) => {
    if (request.headers['content-type'] !== undefined) return done(notJson());
    // Sent in chunks, an empty body shows only at its end; it needs no type.
    const settle = (error: Error | null): void => {
      payload.off('data', refuse).off('end', accept).off('error', settle);
      arrival?.end();
      done(error, undefined);
    };
    const refuse = (): void => settle(notJson());
    const accept = (): void => settle(null);
    const arrival = arrivalOf(request.raw);
    payload.on('data', refuse).on('end', accept).on('error', settle);
    arrival?.begin(settle);
  });
}

/** Counts a large body in, until its request has been answered. */
function meterOf(request: FastifyRequest, inFlight: BytesInFlight): BodyMeter | undefined {
  const userId = request.principal?.userId;
  if (userId === undefined) return undefined;
  let seen = 0;
  let held = 0;
  return {
    count(bytes) {
      seen += bytes;
      if (seen <= UNCOUNTED_BYTES) return;
      inFlight.take(userId, seen - held);
      if (held === 0) arrivalOf(request.raw)?.onceAnswered(() => inFlight.give(userId, held));
      held = seen;
    },
  };
}

const encoded = () => new ByokError('unsupported_media_type', 'Send the body as it is: compressed bodies (content-encoding) are not read here.');
/** Exactly `application/json`; a charset, if one is named, must be UTF-8 each time that it is. */
function isUtf8Json(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';').map((part) => part.trim());
  const charsets = parameters.filter((parameter) => /^charset\s*(?:=|$)/.test(parameter));
  return type === 'application/json' && charsets.every((charset) => /^charset=(?:utf-?8|"utf-?8")$/.test(charset));
}

const notJson = () => new ByokError('unsupported_media_type', 'Send the body as JSON in UTF-8, with content-type: application/json.');
