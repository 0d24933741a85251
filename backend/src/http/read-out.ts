import type { IncomingMessage } from 'node:http';

/** Of a refused body so much is still read, in bytes; a client with more to send is cut off. */
const PATIENCE_BYTES = 64 * 1024 * 1024;
/** And so long, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Reads and forgets what a client still sends of a body that was refused. Answered and cut off in the middle
 * of its upload, it would see a broken connection and never the answer.
 * @param then called once, when the body has ended, was given up, or the client went away
 */
export function readOut(request: IncomingMessage, then: () => void): void {
  if (request.readableEnded || request.destroyed || Number(request.headers['content-length'] ?? 0) > PATIENCE_BYTES) {
    then();
    return;
  }
  let size = 0;
  const count = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > PATIENCE_BYTES) finish();
  };
  const finish = (): void => {
    clearTimeout(timer);
    request.off('data', count).off('end', finish).off('close', finish).off('error', finish);
    then();
  };
  const timer = setTimeout(finish, PATIENCE_MS);
  request.on('data', count).once('end', finish).once('close', finish).once('error', finish);
  request.resume();
}
