import type { ErrorCode, RecordedReceipt } from '#contracts';
import type { Principal } from '../access/index.js';
import type { CompletedRequest, CompletedRequests, Endpoint } from '../http/index.js';
import type { CallMetrics } from '../prometheus/index.js';
import { measureCall } from './measure/measure-call.js';
import { NO_USAGE, PAID_LATER, UNCOUNTED, usageOfFailure, type MeasuredUsage } from './measure/measured-usage.js';
import type { RecordedCall } from './usage-record.js';
import type { UsageRecorder } from './usage-recorder.service.js';

/**
 * Counts and records every provider call behind its end, so that no caller waits: answers, errors, aborts and
 * streams alike.
 */
export function recordUsage(completed: CompletedRequests, recorder: UsageRecorder, metrics: CallMetrics): void {
  completed.listen((requests) => {
    for (const request of requests) {
      const { endpoint } = request;
      if (endpoint !== undefined) record(request, endpoint, recorder, metrics);
    }
  });
}

function record(request: CompletedRequest, endpoint: Endpoint, recorder: UsageRecorder, metrics: CallMetrics): void {
  const { principal } = request;
  const { receipt, code, sample, reservation } = request.outcome;
  metrics.record({
    endpoint,
    receipt,
    outcome: code ?? (request.aborted ? 'aborted' : 'ok'),
    brokenBy: isBroken(request) ? code : undefined,
    firstByteSeconds: sample?.firstAt === undefined ? undefined : (sample.firstAt - request.startedAt) / 1000,
  });
  const { unfinished } = request.outcome;
  if (receipt === undefined && unfinished !== undefined && principal !== undefined) recorder.report(recordedCall(request, endpoint, principal, unfinished, UNCOUNTED));
  if (receipt === undefined || principal === undefined) return reservation?.keep();
  // A key test is no use of a model.
  if (endpoint === 'validate') recorder.report(recordedCall(request, endpoint, principal, receipt, UNCOUNTED));
  else recorder.record(recordedCall(request, endpoint, principal, receipt, usageOf(request, code)));
}

function recordedCall(request: CompletedRequest, endpoint: Endpoint, { userId, preferences, tokenId }: Principal, receipt: RecordedReceipt, usage: MeasuredUsage): RecordedCall {
  const { source, provider, model, tier, fallbackReason } = receipt;
  const { code, reservation } = request.outcome;
  return {
    userId,
    strategy: preferences.strategy,
    endpoint,
    route: request.route ?? endpoint,
    provider,
    model,
    tier,
    source,
    status: request.status,
    code,
    // Where the provider broke off, the connection may have been cut to say so, or the client left at the error.
    aborted: request.aborted && !isBroken(request),
    fallbackReason,
    durationMs: request.durationMs,
    reservation,
    usage,
    receipt,
    tokenId,
  };
}

/** The answer had begun, and its provider broke it off. */
function isBroken({ outcome: { code, sample } }: CompletedRequest): boolean {
  return code !== undefined && sample?.isCut === true;
}

/** An answer that failed is paid for as far as its provider counted it; of a refusal nothing is estimated, of an answer that broke off what was delivered. */
function usageOf(request: CompletedRequest, code: ErrorCode | undefined): MeasuredUsage {
  const { sample, charge, kind } = request.outcome;
  if (charge === 'none') return NO_USAGE;
  if (charge === 'later' && code === undefined) return PAID_LATER;
  if (code !== undefined && (sample === undefined || sample.bytes === 0)) return usageOfFailure(code);
  if (sample === undefined) return NO_USAGE;
  const usage = measureCall({ kind, body: request.body, aborted: request.aborted }, sample);
  return code !== undefined && usage.estimated && !sample.isCut ? usageOfFailure(code) : usage;
}
