import type { FastifyReply } from 'fastify';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';
import { writeHead, type HeaderValues } from '../../http/held-headers.js';
import { tapAnswer } from '../../usage/index.js';
import type { ErrorEvents } from './error-events.js';

/** Writes status and headers and takes the response out of Fastify's hands. */
export function beginReply(reply: FastifyReply, status: number, headers: HeaderValues): void {
  reply.hijack();
  writeHead(reply.raw, status, headers);
}

/** Sees each chunk before it goes out and may overwrite bytes in place; must not throw and must not keep it. */
export type ChunkObserver = (chunk: Buffer) => void;

/**
 * Passes a provider's answer on, byte by byte as it came, each chunk when it arrives. When it breaks off,
 * `brokenEvent` ends the stream in the format's own words; without one the connection is cut, so that the
 * client sees that the answer isn't whole. Resolves when the response has ended.
 * @param errors gives the error events of a stream our code
 */
export function pipeAnswer(
  reply: FastifyReply,
  answer: ProviderAnswer,
  headers: HeaderValues,
  brokenEvent: (() => string) | undefined,
  observe: ChunkObserver,
  errors?: ErrorEvents,
): Promise<void> {
  const { raw } = reply;
  const { first, rest, status } = answer;
  const tap = tapAnswer(raw);
  if (rest.ended) {
    observe(first);
    tap.take(first);
    const body = errors === undefined ? first : Buffer.concat([errors.take(first), errors.end()]);
    beginReply(reply, status, { ...headers, 'content-length': body.length });
    raw.end(body);
    return Promise.resolve();
  }
  beginReply(reply, status, headers);
  return new Promise((resolve) => {
    raw.once('close', () => {
      rest.destroy();
      resolve();
    });
    raw.on('drain', () => rest.resume());
    observe(first);
    tap.take(first);
    raw.write(errors === undefined ? first : errors.take(first));
    rest.consume({
      data: (chunk) => {
        observe(chunk);
        tap.take(chunk);
        return raw.write(errors === undefined ? chunk : errors.take(chunk));
      },
      end: () => raw.end(errors?.end()),
      error: () => {
        if (errors !== undefined) raw.write(errors.end());
        if (brokenEvent === undefined) raw.destroy();
        else raw.end(brokenEvent());
      },
    });
  });
}
