import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { arrivalOf } from './body-arrival.js';

/**
 * The bytes of a body as they come, as long as they come in time. Left before its end the body stays as it is, so that
 * the answer still finds its way.
 * @throws ByokError request_timeout; the stream's own error when the client breaks off
 */
export async function* arrivingChunks(payload: Readable): AsyncGenerator<Buffer> {
  const arrival = arrivalOf(payload as IncomingMessage);
  const chunks = (payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let failure: Error | undefined;
  let wake: (error: Error) => void = () => undefined;
  arrival?.begin((error) => {
    failure = error;
    wake(error);
  });
  try {
    for (;;) {
      if (failure !== undefined) throw failure;
      const next = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
        wake = reject;
        chunks.next().then(resolve, reject);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    arrival?.end();
    if (failure === undefined) await chunks.return?.();
  }
}
