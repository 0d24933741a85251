import type { Readable } from 'node:stream';
import type { WireHeaders } from '#providers';
import type { Dispatcher } from 'undici';
import { ResponseStream, BUFFER_BYTES, type ResponseSource } from './response-stream.js';
import type { StopSignal } from './stop-signal.js';

/** How long the parts of an answer may take, in milliseconds. */
export interface ResponseLimits {
  /** From sending to the first byte; where there is an `afterHeadMs`, to the head. */
  readonly waitMs: number;
  /** From a stream's head to its first byte. */
  readonly afterHeadMs?: number | undefined;
  /** From sending to the first byte, whatever the others allow. */
  readonly atMostMs?: number | undefined;
  /** Longest silence behind the first byte. The reader's own pauses don't count. */
  readonly silenceMs: number;
}

/**
 * The body of a call, or a function that makes its stream when the call is sent.
 * @param onSent must be called when bytes go out: the wait for an answer begins anew each time
 */
export type CallBody = string | Uint8Array | ((onSent: () => void) => Readable) | undefined;

/** A call to a provider. */
export type CallOptions = Omit<Dispatcher.DispatchOptions, 'body'> & { readonly body?: CallBody };

/** No first byte came in time. */
export class FirstByteTimeoutError extends Error {
  constructor(readonly milliseconds: number) {
    super(`No first byte within ${milliseconds} ms.`);
    this.name = 'FirstByteTimeoutError';
  }
}

/** An answer of any status, once its first bytes, or its end, have come. */
export interface DispatchedResponse {
  readonly status: number;
  readonly headers: WireHeaders;
  /** The bytes that came first; all of them when `rest` is undefined. */
  readonly first: Buffer;
  /** What follows. Must be read to its end or destroyed, which lets go of what is still to come. */
  readonly rest: Readable | undefined;
}

/**
 * Carries one call: what undici reports of it, and its limits. A small answer comes whole with its first bytes and
 * never becomes a stream; every other one becomes a Node stream (docs/decisions/2026-11-29-answers-are-node-streams.md).
 */
class CallHandler implements Dispatcher.DispatchHandler, ResponseSource {
  readonly #startedAt = performance.now();
  #controller: Dispatcher.DispatchController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #status = 0;
  #headers: WireHeaders = {};
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #rest: ResponseStream | undefined;
  #isSettled = false;
  #isEnded = false;
  #failure: Error | undefined;
  readonly #onAbort = () => this.#stop(this.signal.reason as Error);

  constructor(
    private readonly limits: ResponseLimits,
    private readonly signal: StopSignal,
    private readonly resolve: () => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#expireIn(limits.waitMs);
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WireHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (this.limits.afterHeadMs !== undefined && !this.#isSettled) this.#expireIn(this.limits.afterHeadMs);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // On resume() undici flushes its parser with an empty chunk: no data, and no reason to pause again.
    if (chunk.length === 0) return;
    if (this.#rest !== undefined) {
      this.#timer?.refresh();
      if (!this.#rest.push(chunk)) controller.pause();
      return;
    }
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes > BUFFER_BYTES) controller.pause();
    this.#settle(this.resolve);
  }

  onResponseEnd(): void {
    this.#isEnded = true;
    this.signal.removeEventListener('abort', this.#onAbort);
    clearTimeout(this.#timer);
    this.#rest?.push(null);
    this.#settle(this.resolve);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  /** The answer as it has come so far. Called once. */
  open(): DispatchedResponse {
    const first = this.#early.length === 1 ? (this.#early[0] as Buffer) : Buffer.concat(this.#early);
    this.#early = [];
    return { status: this.#status, headers: this.#headers, first, rest: this.#isEnded ? undefined : this.#stream() };
  }

  /** For a body that comes slowly. */
  readonly onSent = (): void => {
    if (!this.#isSettled) this.#expireIn(this.limits.waitMs);
  };

  resume(): void {
    this.#controller?.resume();
  }

  letGo(): void {
    clearTimeout(this.#timer);
    if (!this.#isEnded && this.#failure === undefined) this.#stop(new Error('The answer is not wanted any more.'));
  }

  #stream(): Readable {
    const rest = (this.#rest = new ResponseStream(this));
    if (this.#failure !== undefined) rest.fail(this.#failure);
    else this.#timer = setTimeout(() => this.#onSilence(), this.limits.silenceMs).unref();
    return rest;
  }

  #expireIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    const { atMostMs = Infinity } = this.limits;
    const left = Math.max(0, Math.min(milliseconds, atMostMs - (performance.now() - this.#startedAt)));
    const told = left < milliseconds ? atMostMs : milliseconds;
    this.#timer = setTimeout(() => this.#stop(new FirstByteTimeoutError(Math.ceil(told))), left).unref();
  }

  #onSilence(): void {
    if (this.#controller?.paused === true) this.#timer?.refresh();
    else this.#stop(new Error(`The provider was silent for ${this.limits.silenceMs} ms.`));
  }

  #settle(settle: () => void): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    settle();
  }

  #stop(error: Error): void {
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    if (this.#isEnded || this.#failure !== undefined) return;
    this.#failure = error;
    this.signal.removeEventListener('abort', this.#onAbort);
    clearTimeout(this.#timer);
    this.#rest?.fail(error);
    this.#settle(() => this.reject(error));
  }
}

/**
 * Sends a request and waits for the first byte of the answer, as long as `limits` allow.
 * @throws FirstByteTimeoutError, the reason of `signal`, or undici's error
 */
export async function dispatchCall(
  dispatcher: Dispatcher,
  options: CallOptions,
  limits: ResponseLimits,
  signal: StopSignal,
): Promise<DispatchedResponse> {
  signal.throwIfAborted();
  let handler: CallHandler | undefined;
  await new Promise<void>((resolve, reject) => {
    handler = new CallHandler(limits, signal, resolve, reject);
    const body = typeof options.body === 'function' ? options.body(handler.onSent) : options.body;
    dispatcher.dispatch({ ...options, body, headersTimeout: 0, bodyTimeout: 0 }, handler);
  });
  return (handler as unknown as CallHandler).open();
}
