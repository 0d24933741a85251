import type { IncomingMessage, ServerResponse } from 'node:http';
import { ByokError } from '#contracts';
import { closeGently, drainInBackground } from './drain.js';
import { ARRIVAL_LIMITS, type ArrivalLimits } from './arrival-limits.js';

/** A body of this size has the time of a small one, in bytes. */
const SMALL_BYTES = 1024 * 1024;
/** What may have come together with the head, and is not counted, in bytes. */
const WITH_HEAD_BYTES = 64 * 1024;

/** Where a request keeps how its body comes in (docs/decisions/2026-11-30-no-weak-maps-in-a-call.md). */
const ARRIVAL = Symbol('body arrival');

type ArrivingMessage = IncomingMessage & { [ARRIVAL]?: BodyArrival };

/** Whether a request announces a body. */
export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** How the body of one request comes in; undefined for one without a body. */
export function arrivalOf(request: IncomingMessage): BodyArrival | undefined {
  return (request as ArrivingMessage)[ARRIVAL];
}

/** The body of one request on its way: when it is late, and what becomes of the rest when its answer is early. */
export class BodyArrival {
  readonly #startedAt = performance.now();
  readonly #bytesBefore: number;
  #listener: ((error: ByokError) => void) | undefined;
  #isLate = false;
  #isWatched = true;
  #waitsForContinue: boolean;
  #closesGently: boolean;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly limits: ArrivalLimits = ARRIVAL_LIMITS,
  ) {
    (request as ArrivingMessage)[ARRIVAL] = this;
    this.#bytesBefore = request.socket.bytesRead;
    this.#waitsForContinue = request.httpVersion === '1.1' && request.headers.expect?.toLowerCase() === '100-continue';
    this.#closesGently = !response.shouldKeepAlive;
    if (this.#closesGently) closeGently(request);
    response.once('finish', () => drainInBackground(request, limits));
  }

  /** Whether there is nothing more to watch. */
  get hasEnded(): boolean {
    return this.request.complete || this.request.destroyed || this.response.destroyed;
  }

  /**
   * The reader begins: a client that asked whether it may send gets its 100. `readBody`, `expectNothing` and the streams'
   * readers call it before they listen for data.
   * @param late called once when the body is late; undefined when the reader watches for silence itself
   */
  begin(late: ((error: ByokError) => void) | undefined): void {
    if (this.#waitsForContinue && !this.response.headersSent) this.response.writeContinue();
    this.#waitsForContinue = false;
    this.#listener = late;
    this.#isWatched = late !== undefined;
    if (this.#isLate) this.#tell();
  }

  /** The reader has got everything, or has given up. */
  end(): void {
    this.#listener = undefined;
  }

  /** Whether its time is over and nobody has been told, as of `now` (`performance.now()`). */
  isOverdue(now: number): boolean {
    const elapsed = now - this.#startedAt;
    if (elapsed < this.limits.graceMs || !this.#isWatched || this.#isLate || this.hasEnded) return false;
    const announced = Number(this.request.headers['content-length']);
    if (announced <= SMALL_BYTES) return true;
    const received = this.request.socket.bytesRead - this.#bytesBefore + WITH_HEAD_BYTES;
    return received < (elapsed / 1000) * this.limits.bytesPerSecond;
  }

  /** Notifies the reader that the body is late. */
  markLate(): void {
    this.#isLate = true;
    this.#tell();
  }

  /**
   * Prepares an answer that comes before the end of the body: whether the connection must close behind it. What is
   * left is drained, so that clients that send everything before they listen get the answer, too.
   */
  answersEarly(): boolean {
    if (this.hasEnded) return false;
    drainInBackground(this.request, this.limits);
    const left = Number(this.request.headers['content-length'] ?? 0);
    if (!this.#isLate && !this.#waitsForContinue && left <= this.limits.drainBytes) return false;
    if (!this.#closesGently) closeGently(this.request);
    this.#closesGently = true;
    return true;
  }

  /** Calls back once when the request has been answered, or its client is gone. */
  onceAnswered(listener: () => void): void {
    this.response.once('close', listener);
  }

  #tell(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.(lateBody(this.limits));
  }
}

function lateBody({ graceMs, bytesPerSecond }: ArrivalLimits): ByokError {
  const pace = `a body must be here after ${graceMs / 1000} s, or come at ${bytesPerSecond / 1000} kB/s or more when it is larger than 1 MiB`;
  return new ByokError('request_timeout', `The body of the request came too slowly: ${pace}.`);
}
