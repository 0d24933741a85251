import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { arrivalOf } from '../http/index.js';

/** The bytes of a request as they come, and whether they ended because nothing came any more. */
export interface ArrivingBytes {
  readonly bytes: Readable;
  readonly wasSilent: () => boolean;
}

/**
 * The bytes of a request as they come. A connection that breaks, or is silent for `idleMilliseconds`, is an end and
 * no error, so that all that came is kept. Destroy them when done: what still comes is read past then.
 */
export function arrivingBytes(request: Readable, idleMilliseconds: number): ArrivingBytes {
  const bytes = new PassThrough();
  const arrival = arrivalOf(request as IncomingMessage);
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    arrival?.markLate();
    end();
  }, idleMilliseconds);
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
  arrival?.begin(undefined);
  return { bytes, wasSilent: () => silent };
}
