import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';

/**
 * The bytes of a request as they come. A connection that breaks, or is silent for `idleMilliseconds`, is an end and
 * no error, so that all that came is kept. Destroy it when done: what still comes is read past then.
 */
export function arrivingBytes(request: Readable, idleMilliseconds: number): Readable {
  const bytes = new PassThrough();
  const timer = setTimeout(() => request.destroy(), idleMilliseconds);
  const end = () => {
    clearTimeout(timer);
    if (!bytes.destroyed) bytes.end();
  };
  request.on('data', () => timer.refresh()).on('error', end);
  request.once('end', () => clearTimeout(timer)).once('close', end);
  request.pipe(bytes);
  bytes.on('error', () => undefined).once('close', () => {
    clearTimeout(timer);
    request.unpipe(bytes);
    request.resume();
  });
  if (request.destroyed) end();
  return bytes;
}
