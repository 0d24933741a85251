import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { outcomeOf, type CallOutcome } from '#nestjs-byok';
import type { Principal } from '../access/index.js';
import { endpointOf, type Endpoint } from './api-format.js';

/** At most this many requests are reported at once … */
const MAX_BATCH = 64;
/** … and none later than this. */
const WAIT_MS = 100;
/** A request with a larger body doesn't wait in memory: it is reported at once. */
const WAITING_BODY_BYTES = 64 * 1024;

/** A request whose connection is done with it: answered, refused, or left by the client. */
export interface CompletedRequest {
  readonly id: string;
  readonly method: string;
  /** Path and query as the client sent them: not for logs. */
  readonly url: string;
  /** The route's pattern; undefined for a request that no route answers. */
  readonly route: string | undefined;
  /** What it is counted as; undefined where no provider is called. */
  readonly endpoint: Endpoint | undefined;
  readonly status: number;
  /** Of the call to a provider, and of the error that was the answer. */
  readonly outcome: CallOutcome;
  readonly principal: Principal | undefined;
  /** The request's body as it was parsed, for estimates. */
  readonly body: unknown;
  /** As of `performance.now()`. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Unix milliseconds. */
  readonly endedAt: number;
  /** Bytes written to the client's socket, with headers. */
  readonly bytes: number | undefined;
  /** The client went away before the end of the answer. */
  readonly aborted: boolean;
}

type Listener = (completed: readonly CompletedRequest[]) => void;

/**
 * Reports requests behind their end, many at a time: to log and count them in one go costs a busy server a third
 * of what it costs one by one. Listeners must not throw.
 */
export class CompletedRequests {
  readonly #listeners: Listener[] = [];
  #waiting: CompletedRequest[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param waitMilliseconds how long a request may wait for others; 0: until the end of the event loop's turn */
  constructor(private readonly waitMilliseconds = WAIT_MS) {}

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  add(completed: CompletedRequest): void {
    const isLarge = Buffer.isBuffer(completed.body) && completed.body.length > WAITING_BODY_BYTES;
    // What is set aside for a call must not stand in the way of its caller's next one.
    const { reservation } = completed.outcome;
    const isUrgent = isLarge || (reservation !== undefined && reservation.hasRoom !== true);
    if (this.#waiting.push(completed) === MAX_BATCH || isUrgent || this.#closed || this.waitMilliseconds === 0) setImmediate(this.flush);
    else if (this.#waiting.length === 1) this.#timer ??= setTimeout(this.flush, this.waitMilliseconds).unref();
  }

  /** Reports what waits, now. */
  readonly flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const completed = this.#waiting;
    this.#waiting = [];
    for (const listener of this.#listeners) listener(completed);
  };

  /** Requests that end from now on are reported at once. */
  close(): void {
    this.#closed = true;
    this.flush();
  }
}

/** Reports the end of every request of the instance. Its module calls it before routes are added. */
export function trackCompletion(fastify: FastifyInstance, completed: CompletedRequests): void {
  fastify.addHook('onClose', (_instance, done) => {
    completed.close();
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const before = request.raw.socket.bytesWritten;
    // A response closes once: what need not be taken off again costs half.
    reply.raw.on('close', () => completed.add(describe(request, reply, startedAt, before)));
    done();
  });
}

function describe(request: FastifyRequest, reply: FastifyReply, startedAt: number, before: number | undefined): CompletedRequest {
  const { raw } = reply;
  const pattern = request.routeOptions.config?.url;
  return {
    id: request.id,
    method: request.method,
    url: request.raw.url ?? '',
    route: pattern === '*' ? undefined : pattern,
    endpoint: endpointOf(request),
    status: raw.statusCode,
    outcome: outcomeOf(raw),
    principal: request.principal,
    body: request.body,
    startedAt,
    durationMs: performance.now() - startedAt,
    endedAt: Date.now(),
    bytes: before === undefined ? undefined : request.raw.socket.bytesWritten - before,
    aborted: !raw.writableFinished,
  };
}
