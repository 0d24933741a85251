import type { FastifyReply } from 'fastify';

/** The client went away; the reason of `clientSignal`. */
export class ClientGoneError extends Error {
  constructor() {
    super('The client closed the connection.');
    this.name = 'ClientGoneError';
  }
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
