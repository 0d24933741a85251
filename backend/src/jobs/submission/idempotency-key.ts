import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ByokError, IDEMPOTENCY_HEADER } from '#contracts';

const MAX_LENGTH = 255;
/** Visible ASCII; a comma would be one that a proxy put between two headers. */
const BARE = /^(?!")[\x21-\x2B\x2D-\x7E]+$/;
/** A string of RFC 8941, section 3.3.3. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5B\x5D-\x7E]|\\["\\])*)"$/;

function refused(message: string): ByokError {
  return new ByokError('invalid_input', `${IDEMPOTENCY_HEADER} ${message}.`, { errors: [{ field: IDEMPOTENCY_HEADER, message }] });
}

function times(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === IDEMPOTENCY_HEADER).length;
}

/**
 * The `idempotency-key` of a request, without its quotes (draft-ietf-httpapi-idempotency-key-header). A bare value means
 * the same as a quoted one. @returns undefined when there is none @throws ByokError invalid_input, which never shows the value
 */
export function readIdempotencyKey({ headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string | undefined {
  const value = headers[IDEMPOTENCY_HEADER];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || times(rawHeaders) > 1) throw refused('must come once');
  const key = BARE.test(value) ? value : QUOTED.exec(value)?.[1]?.replace(/\\(.)/g, '$1');
  if (key === undefined || key.length < 1 || key.length > MAX_LENGTH) {
    throw refused(`must be 1 to ${MAX_LENGTH} printable ASCII characters, such as a UUID; with a space or a comma among them, or a quotation mark in front, as a quoted string`);
  }
  return key;
}

/** The request's `idempotency-key`; undefined when it has none. @throws ByokError invalid_input */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) => readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>().raw));

/** As a user's key is stored: nobody who reads the table learns it. */
export function digestOfKey(userId: string, key: string): string {
  return createHash('sha256').update(`${userId}\n${key}`).digest('base64url');
}

/** The digest of a request: the same whatever the order of its fields. @param parts JSON values that tell it from others */
export function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts, inOrder)).digest('base64url');
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
