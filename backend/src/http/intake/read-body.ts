import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { arrivalOf } from './body-arrival.js';

type Done = (error: Error | null, body?: Buffer) => void;

/** Takes part in the reading of one body. */
export interface BodyMeter {
  /** Called with what is announced, if it is, and with what came beyond it. @throws what refuses the body */
  count(bytes: number): void;
}

/** A number of bytes in words. */
export function sizeInWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / (1024 * 1024)} MiB`;
}

/** The refusal of a body above its route's limit. */
export function bodyTooLarge(limit: number): ByokError {
  return new ByokError('payload_too_large', `The body is larger than ${sizeInWords(limit)}, the limit of this route.`);
}

/**
 * Reads a body into memory, up to `limit` bytes. One that is announced as larger is not read at all.
 * @param done called once: with the bytes, or with payload_too_large, request_timeout, or why the client broke off
 */
export function readBody(request: FastifyRequest, payload: IncomingMessage, limit: number, done: Done, meter?: BodyMeter): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return done(bodyTooLarge(limit));
  const chunks: Buffer[] = [];
  let size = 0;
  let counted = announced;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limit) return settle(bodyTooLarge(limit));
    chunks.push(chunk);
    if (size <= counted) return;
    const more = size - counted;
    counted = size;
    count(more);
  };
  const count = (bytes: number): boolean => {
    try {
      meter?.count(bytes);
      return true;
    } catch (error) {
      settle(error as Error);
      return false;
    }
  };
  const end = (): void => settle(null);
  const settle = (error: Error | null): void => {
    payload.off('data', take).off('end', end).off('error', settle);
    arrival?.end();
    if (error === null) done(null, Buffer.concat(chunks, size));
    else done(error);
  };
  const arrival = arrivalOf(request.raw);
  if (announced > 0 && !count(announced)) return;
  payload.on('data', take).on('end', end).on('error', settle);
  arrival?.begin(settle);
}
