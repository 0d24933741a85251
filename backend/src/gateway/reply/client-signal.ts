import type { FastifyReply } from 'fastify';
import type { StopSignal } from '#nestjs-byok';

/** The client went away; the reason of `clientSignal`. */
export class ClientGoneError extends Error {
  constructor() {
    super('The client closed the connection.');
    this.name = 'ClientGoneError';
  }
}

/**
 * Waits for a request's work. When the client has gone away, that is not an error, and the result is undefined.
 * @throws what the work throws, but ClientGoneError
 */
export async function ignoreClientAbort<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ClientGoneError) return undefined;
    throw error;
  }
}

/**
 * Fires once, with `ClientGoneError`, when the client goes away. Stands in for an `AbortSignal`, whose events
 * cost a call more than the rest of its bookkeeping.
 */
export class ClientSignal implements StopSignal {
  #reason: ClientGoneError | undefined;
  #listeners: (() => void)[] = [];
  #controller: AbortController | undefined;

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): ClientGoneError | undefined {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#reason === undefined) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at !== -1) this.#listeners.splice(at, 1);
  }

  /** For code that wants a real one. */
  asAbortSignal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** For `clientSignal`. */
  abort(): void {
    if (this.#reason !== undefined) return;
    this.#reason = new ClientGoneError();
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
    this.#controller?.abort(this.#reason);
  }
}

/** Fires when the client's connection closes before the answer was finished. */
export function clientSignal(reply: FastifyReply): ClientSignal {
  const signal = new ClientSignal();
  const { raw } = reply;
  if (raw.destroyed) signal.abort();
  else raw.on('close', () => !raw.writableFinished && signal.abort());
  return signal;
}
