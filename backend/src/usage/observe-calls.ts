import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CODE_HEADER, RECEIPT_HEADERS, type CredentialSource, type ErrorCode, type ProviderId, type Tier } from '#contracts';
import '../auth/principal.js';
import { headerOf } from '../http/held-headers.js';
import type { CallMetrics } from '../metrics/prometheus/call-metrics.service.js';
import { answerTapOf, type AnswerTap } from './answer-tap.js';
import { measureCall } from './measure/measure-call.js';
import { NO_USAGE } from './measure/measured-usage.js';
import type { UsageRecorder } from './usage-recorder.service.js';

/** Routes that call providers, and what their calls are counted as. */
const FACES: readonly (readonly [prefix: string, face: string])[] = [
  ['/api/v1/', 'v1'],
  ['/api/openai/', 'openai'],
  ['/api/anthropic/', 'anthropic'],
  ['/api/gemini/', 'gemini'],
  ['/api/byok/validate', 'validate'],
];

function faceOfCall(url: string): string | undefined {
  for (const [prefix, face] of FACES) if (url.startsWith(prefix)) return face;
  return undefined;
}

/** A call whose connection is done with it. */
interface EndedCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly face: string;
  /** As of `performance.now()`. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Counts and records every provider call when its connection is done with it: after answers, errors, aborts and
 * streams alike, so that no caller waits. Reads the receipt from the response's headers, and the usage from the
 * answer's tap. Calls that end in the same turn of the event loop are recorded together, behind all else of that
 * turn, which costs each less. Must be called before the application starts.
 */
export function observeCalls(fastify: FastifyInstance, recorder: UsageRecorder, metrics: CallMetrics): void {
  let ended: EndedCall[] = [];
  const finishAll = () => {
    const calls = ended;
    ended = [];
    for (const call of calls) finish(call, recorder, metrics);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const face = faceOfCall(request.raw.url ?? '');
    if (face !== undefined) {
      const startedAt = performance.now();
      reply.raw.once('close', () => {
        if (ended.length === 0) setImmediate(finishAll);
        ended.push({ request, reply, face, startedAt, endedAt: performance.now() });
      });
    }
    done();
  });
}

function finish({ request, reply, face, startedAt, endedAt }: EndedCall, recorder: UsageRecorder, metrics: CallMetrics): void {
  const { raw } = reply;
  const header = <T extends string>(name: string) => headerOf(reply, name) as T | undefined;
  const source = header<CredentialSource>(RECEIPT_HEADERS.source);
  const provider = header<ProviderId>(RECEIPT_HEADERS.provider);
  const code = header<ErrorCode>(CODE_HEADER);
  const fallbackReason = header<ErrorCode>(RECEIPT_HEADERS.fallbackReason);
  const aborted = !raw.writableFinished;
  const tap = answerTapOf(raw);
  metrics.record({
    face,
    provider,
    source,
    outcome: code ?? (aborted ? 'aborted' : 'ok'),
    attempts: header(RECEIPT_HEADERS.attempts) ?? '',
    fallbackReason,
    firstByteSeconds: tap?.firstAt === undefined ? undefined : (tap.firstAt - startedAt) / 1000,
  });
  const { principal } = request;
  // A key test is no use of a model.
  if (source === undefined || provider === undefined || principal === undefined || face === 'validate') return;
  const tier = header(RECEIPT_HEADERS.tier);
  recorder.record({
    userId: principal.userId,
    strategy: principal.preferences.strategy,
    face,
    route: request.routeOptions.url ?? face,
    provider,
    model: header(RECEIPT_HEADERS.model),
    tier: tier === undefined ? undefined : (Number(tier) as Tier),
    source,
    status: raw.statusCode,
    code,
    aborted,
    fallbackReason,
    durationMs: endedAt - startedAt,
    usage: usageOf(request, tap, code, aborted),
  });
}

function usageOf(request: FastifyRequest, tap: AnswerTap | undefined, code: ErrorCode | undefined, aborted: boolean) {
  if (tap === undefined || code !== undefined) return NO_USAGE;
  return measureCall({ method: request.method, url: request.raw.url ?? '', body: request.body, aborted }, tap);
}
