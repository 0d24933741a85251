import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from '#contracts';
import { redactText } from '#redaction';

const ACCEPTED = /^[A-Za-z0-9._-]{1,64}$/;

/** Shorter values are in anything. */
const SECRET_LENGTH = 8;
const SECRET_HEADERS = /^(?:x-byok-.+|authorization|x-api-key|x-goog-api-key|cookie)$/;

/** Whether an id holds what is, or looks like, a key: it would stand in every log line of the request. */
function holdsSecret(id: string, headers: IncomingMessage['headers']): boolean {
  if (redactText(id) !== id) return true;
  return Object.entries(headers).some(([name, value]) => {
    if (!SECRET_HEADERS.test(name)) return false;
    const words = String(value).split(/[\s;=,]+/);
    return words.some((word) => word.length >= SECRET_LENGTH && (id.includes(word) || (id.length >= SECRET_LENGTH && word.includes(id))));
  });
}

/** Whether the header came. Looks at the raw list, since Node makes the object of headers for the first who asks. */
function bringsId(rawHeaders: readonly string[]): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === REQUEST_ID_HEADER.length && name.toLowerCase() === REQUEST_ID_HEADER) return true;
  }
  return false;
}

/** The caller's `x-request-id` when it is a harmless word and no part of a key, else a new UUID. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string {
  if (!bringsId(request.rawHeaders)) return randomUUID();
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && ACCEPTED.test(given) && !holdsSecret(given, request.headers) ? given : randomUUID();
}
