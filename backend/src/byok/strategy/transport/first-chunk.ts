import type { Readable } from 'node:stream';

/** No first byte came in time. */
export class FirstByteTimeoutError extends Error {
  constructor() {
    super('No first byte in time.');
    this.name = 'FirstByteTimeoutError';
  }
}

/**
 * Waits for the first bytes of a body and leaves the rest unread; undefined for an empty body.
 * @throws FirstByteTimeoutError, or the stream's own error
 */
export function firstChunk(body: Readable, timeoutMs: number): Promise<Buffer | undefined> {
  const ready = body.read() as Buffer | null;
  if (ready !== null) return Promise.resolve(ready);
  if (body.readableEnded) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new FirstByteTimeoutError())), timeoutMs);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      body.off('readable', onReadable).off('end', onEnd).off('error', onError).off('close', onEnd);
      settle();
    };
    const onReadable = () => {
      const chunk = body.read() as Buffer | null;
      if (chunk !== null) finish(() => resolve(chunk));
    };
    const onEnd = () => finish(() => resolve(undefined));
    const onError = (error: Error) => finish(() => reject(error));
    body.on('readable', onReadable).on('end', onEnd).on('error', onError).on('close', onEnd);
  });
}
