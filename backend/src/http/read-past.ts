import type { IncomingMessage } from 'node:http';

/** Of a body that was answered before its end so much is still read, in bytes; a client with more to send is cut off. */
const PATIENCE_BYTES = 64 * 1024 * 1024;
/** And so long, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Reads and forgets what a client still sends of a body whose answer is on its way already: clients that read no
 * answer before they have sent everything hear it too. Keeps nothing, and never waits.
 */
export function readPast(request: IncomingMessage): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
  if (!hasBody || request.complete || request.destroyed) return;
  let size = 0;
  const cut = (): void => void request.destroy();
  const timer = setTimeout(cut, PATIENCE_MS).unref();
  request
    .on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > PATIENCE_BYTES) cut();
    })
    .on('error', () => undefined)
    .once('close', () => clearTimeout(timer))
    .resume();
}
