import { CODE_HEADER, RECEIPT_HEADERS, type CredentialSource, type ErrorCode, type ProviderId, type Tier } from '#contracts';
import type { EndedRequest, EndedRequests } from '../http/ended-requests.js';
import type { CallMetrics } from '../metrics/prometheus/call-metrics.service.js';
import { measureCall } from './measure/measure-call.js';
import { NO_USAGE, type MeasuredUsage } from './measure/measured-usage.js';
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

/**
 * Counts and records every provider call behind its end, so that no caller waits: answers, errors, aborts and
 * streams alike. Reads the receipt from the response's headers, and the usage from the answer's tap.
 */
export function observeCalls(ended: EndedRequests, recorder: UsageRecorder, metrics: CallMetrics): void {
  ended.listen((requests) => {
    for (const request of requests) {
      const face = faceOfCall(request.url);
      if (face !== undefined) observe(request, face, recorder, metrics);
    }
  });
}

function observe(request: EndedRequest, face: string, recorder: UsageRecorder, metrics: CallMetrics): void {
  const { headers, principal, tap, aborted } = request;
  const source = headers[RECEIPT_HEADERS.source] as CredentialSource | undefined;
  const provider = headers[RECEIPT_HEADERS.provider] as ProviderId | undefined;
  const code = headers[CODE_HEADER] as ErrorCode | undefined;
  const fallbackReason = headers[RECEIPT_HEADERS.fallbackReason] as ErrorCode | undefined;
  metrics.record({
    face,
    provider,
    source,
    outcome: code ?? (aborted ? 'aborted' : 'ok'),
    attempts: (headers[RECEIPT_HEADERS.attempts] as string | undefined) ?? '',
    fallbackReason,
    firstByteSeconds: tap?.firstAt === undefined ? undefined : (tap.firstAt - request.startedAt) / 1000,
  });
  // A key test is no use of a model.
  if (source === undefined || provider === undefined || principal === undefined || face === 'validate') return request.reservation?.keep();
  const tier = headers[RECEIPT_HEADERS.tier];
  recorder.record({
    userId: principal.userId,
    strategy: principal.preferences.strategy,
    face,
    route: request.route ?? face,
    provider,
    model: headers[RECEIPT_HEADERS.model] as string | undefined,
    tier: tier === undefined ? undefined : (Number(tier) as Tier),
    source,
    status: request.status,
    code,
    aborted,
    fallbackReason,
    durationMs: request.durationMs,
    reservation: request.reservation,
    usage: usageOf(request, code),
  });
}

/** An answer that failed is paid for as far as its provider counted it; of a refusal nothing is estimated. */
function usageOf(request: EndedRequest, code: ErrorCode | undefined): MeasuredUsage {
  const { tap } = request;
  if (tap === undefined || (code !== undefined && tap.bytes === 0)) return NO_USAGE;
  const usage = measureCall(request, tap);
  return code !== undefined && usage.estimated ? NO_USAGE : usage;
}
