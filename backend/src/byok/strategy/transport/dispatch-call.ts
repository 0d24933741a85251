import type { WireHeaders } from '#providers';
import type { Dispatcher } from 'undici';
import { AnswerBody, type BodySource } from './answer-body.js';
import { deadlinesOf, type Deadlines, type Waiting } from './deadlines.js';
import type { StopSignal } from './stop-signal.js';

/** No first byte came in time. */
export class FirstByteTimeoutError extends Error {
  constructor() {
    super('No first byte in time.');
    this.name = 'FirstByteTimeoutError';
  }
}

/** An answer of any status, once its first bytes, or its end, have come. */
export interface DispatchedAnswer {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly body: AnswerBody;
}

type Settle = (answer: DispatchedAnswer) => void;

/** Carries one call: what undici tells of it, its body's way back to undici, and its wait for the first byte. */
class CallHandler implements Dispatcher.DispatchHandler, BodySource, Waiting {
  #controller: Dispatcher.DispatchController | undefined;
  #stopped: Error | undefined;
  #settled = false;
  #status = 0;
  #headers: WireHeaders = {};
  readonly #body = new AnswerBody(this);
  readonly #deadlines: Deadlines;
  readonly #onAbort = () => this.#stop(this.signal.reason as Error);

  constructor(
    timeoutMs: number,
    private readonly signal: StopSignal,
    private readonly resolve: Settle,
    private readonly reject: (error: Error) => void,
  ) {
    this.#deadlines = deadlinesOf(timeoutMs);
    this.#deadlines.add(this);
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  expire(): void {
    this.#stop(new FirstByteTimeoutError());
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    this.#controller?.abort(new Error('The answer is not wanted any more.'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped !== undefined) controller.abort(this.#stopped);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WireHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.push(chunk);
    this.#settle();
  }

  onResponseEnd(): void {
    this.#body.finish();
    this.#settle();
    this.signal.removeEventListener('abort', this.#onAbort);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#deadlines.delete(this);
    this.resolve({ status: this.#status, headers: this.#headers, body: this.#body });
  }

  #stop(error: Error): void {
    this.#stopped = error;
    this.#controller?.abort(error);
    this.#fail(error);
  }

  #fail(error: Error): void {
    this.signal.removeEventListener('abort', this.#onAbort);
    this.#deadlines.delete(this);
    this.#body.fail(error);
    if (this.#settled) return;
    this.#settled = true;
    this.reject(error);
  }
}

/**
 * Sends a request and waits for the first byte of the answer, for at most `timeoutMs`.
 * @throws FirstByteTimeoutError, the reason of `signal`, or undici's error
 */
export function dispatchCall(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  timeoutMs: number,
  signal: StopSignal,
): Promise<DispatchedAnswer> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    dispatcher.dispatch({ ...options, headersTimeout: 0 }, new CallHandler(timeoutMs, signal, resolve, reject));
  });
}
