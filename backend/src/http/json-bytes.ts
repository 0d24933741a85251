import type { FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import '../access/index.js';
import { arrivalOf } from './intake/body-arrival.js';
import { BytesInFlight, UNCOUNTED_BYTES } from './intake/bytes-in-flight.js';
import { readBody, type BodyMeter } from './intake/read-body.js';

/** Of the whole process, whose memory they share. */
const inFlight = new BytesInFlight();

/** Whether the body is still on the connection; false when there is none, or somebody has read it. */
export function isUnread(request: FastifyRequest): boolean {
  return request.body === request.raw;
}

/** The media type of a request's body, in lower case and without parameters; empty without one. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * Reads the body of a request off the connection: JSON and nothing else, as the bytes that came. Form posts and plain
 * text, which a page of another origin can send without a preflight, are refused.
 * @param limit in bytes
 * @param alternative a media type that the route takes besides
 * @returns undefined when there is no body
 * @throws ByokError unsupported_media_type, payload_too_large, request_timeout, rate_limited, unavailable; why the client broke off
 */
export async function readJsonBytes(request: FastifyRequest, limit: number, alternative?: string): Promise<Buffer | undefined> {
  if (!isUnread(request)) return undefined;
  request.body = undefined;
  const { 'content-type': type, 'content-encoding': encoding } = request.headers;
  if (type === undefined) return expectNothing(request, alternative);
  if (!isUtf8Json(type)) throw notJson(alternative);
  if (encoding !== undefined && encoding !== 'identity') throw encodedBody();
  return new Promise((resolve, reject) => {
    readBody(request, request.raw, limit, (error, body) => (body === undefined ? reject(error as Error) : resolve(body)), meterOf(request));
  });
}

/** Sent in chunks, an empty body shows only at its end; it needs no type. */
function expectNothing({ raw }: FastifyRequest, alternative: string | undefined): Promise<undefined> {
  return new Promise((resolve, reject) => {
    const arrival = arrivalOf(raw);
    const settle = (error: Error | undefined): void => {
      raw.off('data', refuse).off('end', accept).off('error', settle);
      arrival?.end();
      if (error === undefined) resolve(undefined);
      else reject(error);
    };
    const refuse = (): void => settle(notJson(alternative));
    const accept = (): void => settle(undefined);
    raw.on('data', refuse).on('end', accept).on('error', settle);
    arrival?.begin(settle);
  });
}

/** Counts a large body in, until its request has been answered. */
function meterOf(request: FastifyRequest): BodyMeter | undefined {
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

/** One parameter of a media type, or none between two semicolons (RFC 9110, section 5.6.6). */
const PARAMETER = /;[ \t]*(?:(?<name>[\w!#$%&'*+.^`|~-]+)=(?<value>[\w!#$%&'*+.^`|~-]+|"(?:[^"\\]|\\.)*"))?[ \t]*/y;
const UTF8 = /^(?:utf-?8|"utf-?8")$/;

/** Exactly `application/json`, whose parameters have the form of such; a charset, if one is named, must be UTF-8 each time that it is. */
function isUtf8Json(contentType: string): boolean {
  const text = contentType.toLowerCase();
  const end = text.indexOf(';');
  if (end === -1) return text.trim() === 'application/json';
  return text.slice(0, end).trim() === 'application/json' && hasUtf8Parameters(text.slice(end).trimEnd());
}

function hasUtf8Parameters(parameters: string): boolean {
  let at = 0;
  while (at < parameters.length) {
    PARAMETER.lastIndex = at;
    const { name, value = '' } = PARAMETER.exec(parameters)?.groups ?? {};
    if (PARAMETER.lastIndex <= at || (name === 'charset' && !UTF8.test(value))) return false;
    at = PARAMETER.lastIndex;
  }
  return true;
}

/** The refusal of a body that is compressed. */
export const encodedBody = () => new ByokError('unsupported_media_type', 'Send the body as it is: compressed bodies (content-encoding) are not read here.');

/** The refusal of a body whose type is not JSON. */
const notJson = (alternative: string | undefined) =>
  new ByokError('unsupported_media_type', `Send the body as JSON in UTF-8, with content-type: application/json${alternative === undefined ? '' : `, or what this route takes besides, as ${alternative}`}.`);
