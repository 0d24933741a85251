import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import { callScopeOf } from '../byok/credential/call-scope.js';
import type { Reservation } from '../byok/strategy/spending/spending-guard.js';
import { answerTapOf, type AnswerTap } from './answer-tap.js';
import { writtenHeaders, type HeaderValues } from './held-headers.js';

/** So many requests are told of at once … */
const FULL = 64;
/** … or after so many milliseconds. */
const WAIT_MS = 100;
/** A body that is larger doesn't wait in memory: what asks for it is told at once. */
const WAITING_BODY_BYTES = 64 * 1024;

/** A request whose connection is done with it: answered, refused, or left by the client. */
export interface EndedRequest {
  readonly id: string;
  readonly method: string;
  /** Path and query as the client sent them: not for logs. */
  readonly url: string;
  /** The route's pattern; undefined for a request that no route answers. */
  readonly route: string | undefined;
  readonly status: number;
  /** Of the response. A raw reply must begin with our own `writeHead`. */
  readonly headers: HeaderValues;
  readonly principal: Principal | undefined;
  /** The request's body as it was parsed, for estimates. */
  readonly body: unknown;
  /** What a provider answered. */
  readonly tap: AnswerTap | undefined;
  /** What was set aside for a call that the platform pays. */
  readonly reservation: Reservation | undefined;
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

type Listener = (ended: readonly EndedRequest[]) => void;

/**
 * Tells of requests behind their end, many at a time: whoever logs and counts them costs a busy server a third
 * of what it would, when it does so in one go. Listeners must not throw.
 */
export class EndedRequests {
  readonly #listeners: Listener[] = [];
  #waiting: EndedRequest[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param waitMilliseconds how long a request may wait for others; 0: until the end of the event loop's turn */
  constructor(private readonly waitMilliseconds = WAIT_MS) {}

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  add(ended: EndedRequest): void {
    const isLarge = Buffer.isBuffer(ended.body) && ended.body.length > WAITING_BODY_BYTES;
    // What is set aside for a call must not stand in the way of its caller's next one.
    const isUrgent = isLarge || ended.reservation !== undefined;
    if (this.#waiting.push(ended) === FULL || isUrgent || this.#closed || this.waitMilliseconds === 0) setImmediate(this.flush);
    else if (this.#waiting.length === 1) this.#timer ??= setTimeout(this.flush, this.waitMilliseconds).unref();
  }

  /** Tells of what waits, now. */
  readonly flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const ended = this.#waiting;
    this.#waiting = [];
    for (const listener of this.#listeners) listener(ended);
  };

  /** Whatever ends from now on is told at once. */
  close(): void {
    this.#closed = true;
    this.flush();
  }
}

/** Hears of the end of every request of the instance. Must be called before the routes are added. */
export function watchRequests(fastify: FastifyInstance, ended: EndedRequests): void {
  fastify.addHook('onClose', (_instance, done) => {
    ended.close();
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const before = request.raw.socket.bytesWritten;
    // A response closes once: what need not be taken off again costs half.
    reply.raw.on('close', () => ended.add(describe(request, reply, startedAt, before)));
    done();
  });
}

function describe(request: FastifyRequest, reply: FastifyReply, startedAt: number, before: number | undefined): EndedRequest {
  const { raw } = reply;
  const pattern = request.routeOptions.config?.url;
  return {
    id: request.id,
    method: request.method,
    url: request.raw.url ?? '',
    route: pattern === '*' ? undefined : pattern,
    status: raw.statusCode,
    headers: writtenHeaders(reply),
    principal: request.principal,
    body: request.body,
    tap: answerTapOf(raw),
    reservation: callScopeOf(raw)?.reservation,
    startedAt,
    durationMs: performance.now() - startedAt,
    endedAt: Date.now(),
    bytes: before === undefined ? undefined : request.raw.socket.bytesWritten - before,
    aborted: !raw.writableFinished,
  };
}
