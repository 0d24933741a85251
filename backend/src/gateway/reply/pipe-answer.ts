import type { FastifyReply } from 'fastify';
import type { ProviderAnswer } from '../../byok/strategy/transport/provider-transport.js';
import { writeHead, type HeaderValues } from '../../http/held-headers.js';
import { tapAnswer } from '../../usage/index.js';

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
 */
export function pipeAnswer(
  reply: FastifyReply,
  answer: ProviderAnswer,
  headers: HeaderValues,
  brokenEvent: (() => string) | undefined,
  observe: ChunkObserver,
): Promise<void> {
  const { raw } = reply;
  const { first, rest, status } = answer;
  const tap = tapAnswer(raw);
  if (rest.ended) {
    beginReply(reply, status, { ...headers, 'content-length': first.length });
    observe(first);
    tap.take(first);
    raw.end(first);
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
    raw.write(first);
    rest.consume({
      data: (chunk) => {
        observe(chunk);
        tap.take(chunk);
        return raw.write(chunk);
      },
      end: () => raw.end(),
      error: () => {
        if (brokenEvent === undefined) raw.destroy();
        else raw.end(brokenEvent());
      },
    });
  });
}
