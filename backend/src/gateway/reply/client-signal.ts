import type { FastifyReply } from 'fastify';

/** The client went away; the reason of `clientSignal`. */
export class ClientGoneError extends Error {
  constructor() {
    super('The client closed the connection.');
    this.name = 'ClientGoneError';
  }
}

/**
 * Waits for a request's work; that nobody is left to answer is no failure, and undefined.
 * @throws what the work throws, but ClientGoneError
 */
export function unlessClientGone<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof ClientGoneError) return undefined;
    throw error;
  });
}

/** Fires when the client's connection closes before the answer was finished. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const { raw } = reply;
  const abort = () => controller.abort(new ClientGoneError());
  if (raw.destroyed) abort();
  else raw.once('close', () => !raw.writableFinished && abort());
  return controller.signal;
}
