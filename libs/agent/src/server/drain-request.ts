import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 5_000;

/** Reads and drops what is left of a refused request's body, within bounds, so that the refusal reaches the caller. */
export function drainRequest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let bytes = 0;
  const deadline = setTimeout(() => request.destroy(), MAX_MS);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) request.destroy();
  });
  request.once('close', () => clearTimeout(deadline));
}
