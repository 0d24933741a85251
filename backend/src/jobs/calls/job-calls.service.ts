import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ByokError, formatAttempts, isOutage, statusOf, type ErrorCode, type JobReceiptView, type JobStage, type Receipt, type RecordedReceipt } from '#contracts';
import { AttemptsFailedError, Credential, endCallScope, isCallable, ownKeysOf, ProviderStrategyService, runInCallScope, type CallOutcome, type CallScope, type CallTarget, type CallTerms, type ExpectedUsageOf, type Reservation, type RoutedRequest, type RouteTarget } from '#nestjs-byok';
import { ProviderError } from '#providers';
import { NO_USAGE, UNCOUNTED, usageOfFailure, UsageRecorder, type MeasuredUsage, type RecordedCall } from '../../usage/index.js';
import { JobStore } from '../store/job-store.service.js';
import type { JobRun } from '../worker/job-run.js';
import { JobPausedError } from '../worker/rate-limit-wait.js';
import { FailedAttempts } from './failed-attempts.js';
import { maskKeys } from '../worker/mask-keys.js';

/** A provider that asks for a longer pause after an outage gets this one, in seconds. */
const MAX_PAUSE_SECONDS = 5;
/** Pause before a failed call is made anew as a whole, in milliseconds. */
const RETRY_DELAY_MS = 1_000;

/** What a call brought, and what the provider will charge for it. */
export interface CallResult<T> {
  readonly value: T;
  readonly usage: MeasuredUsage;
}

/** One thing to ask of a model. */
export interface JobCall<T> {
  /** Must throw ProviderError for what the provider failed at, and decode what it brings: keys in it are masked here. */
  readonly send: (target: CallTarget) => Promise<CallResult<T>>;
  /** What would be paid for at most. */
  readonly expectedOf: ExpectedUsageOf;
}

/** The key had expired before a worker took the job. Known to the attempt loop as a failure of that key. */
function expiredKey(): ProviderError {
  const code: ErrorCode = 'key_expired_in_queue';
  return new ProviderError(code as ProviderError['code'], 'The job waited longer than its key was allowed to. Submit it again.');
}

function receiptView(stage: JobStage, receipt: Receipt, spent: Pick<JobReceiptView, 'tokensIn' | 'tokensOut' | 'costRub'>): JobReceiptView {
  const { source, provider, model, attempts } = receipt;
  return { stage, credentialSource: source, provider, ...(model === undefined ? {} : { model }), attempts: formatAttempts(attempts), ...spent };
}

/** What a call that was answered used and cost. @param rub undefined when the catalog has no price for it */
function spentOn({ tokensIn, tokensOut }: MeasuredUsage, rub: number | undefined): Pick<JobReceiptView, 'tokensIn' | 'tokensOut' | 'costRub'> {
  return { ...(tokensIn === undefined ? {} : { tokensIn }), ...(tokensOut === undefined ? {} : { tokensOut }), costRub: rub ?? null };
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof AttemptsFailedError) || !error.repeatable) return false;
  return isOutage(error.code);
}

/** Other calls of the user have ended after about this many seconds. */
const BUSY_SECONDS = 5;

/** The platform pays as many calls of the user at once as it may: no limit of a day, and so no end of a job. */
function isBusy(error: unknown): boolean {
  return error instanceof ByokError && error.code === 'quota_exceeded' && error.shouldRetry === true;
}

/** @throws JobPausedError unless the job has waited long enough */
function pauseIfAllowed({ rateLimitWait }: JobRun, askedSeconds: number | undefined): void {
  const wakeAt = rateLimitWait.wakeAt(askedSeconds);
  if (wakeAt !== undefined) throw new JobPausedError(wakeAt);
}

/** Provider calls of jobs: under the terms of the submission, with the job's own keys, each with its receipt. */
@Injectable()
export class JobCalls {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly store: JobStore,
    private readonly usage: UsageRecorder,
  ) {}

  /**
   * Lets `call` try the targets under the job's consent, and once more after a while when the failure is of the passing kind.
   * @throws JobPausedError when a rate limit is to be waited for, before the platform pays; AttemptsFailedError, other
   *   ByokErrors of routing and of what the platform pays; the run's RunStoppedError
   */
  async make<T>(run: JobRun, stage: JobStage, request: RoutedRequest, call: JobCall<T>): Promise<T> {
    try {
      return await this.#once(run, stage, request, call);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      const asked = ((error as ByokError).retryAfterSeconds ?? 0) * 1000;
      await sleep(Math.max(RETRY_DELAY_MS, Math.min(asked, MAX_PAUSE_SECONDS * 1000)), undefined, { signal: run.signal }).catch(() => undefined);
      run.signal.throwIfAborted();
      return this.#once(run, stage, request, call);
    }
  }

  #once<T>(run: JobRun, stage: JobStage, request: RoutedRequest, call: JobCall<T>): Promise<T> {
    const { job, terms, keys, accountHeaders, signal } = run;
    return keys.withCredentials((credentials) => {
      const all = [...credentials.values()];
      // Those that have expired stand in for their keys in routing alone. What may fall back stands in the terms.
      const usable = ownKeysOf(all.filter((key) => key instanceof Credential));
      const scope: CallScope = { userId: job.userId, ...usable, accountHeaders, fallback: undefined, outcome: {} };
      return runInCallScope(scope, async () => {
        const targets = this.strategies.targets(terms, { ...ownKeysOf(all), fallback: undefined }, request);
        const startedAt = performance.now();
        const failed = new FailedAttempts();
        const callTerms: CallTerms<RouteTarget> = {
          expectedOf: call.expectedOf,
          refusalOf: ({ credential }) => {
            if (credential.source === 'platform' && failed.isOwnKeyLimited) pauseIfAllowed(run, failed.askedSeconds);
            return undefined;
          },
        };
        const send = async (target: RouteTarget) => {
          try {
            if (!isCallable(target)) throw expiredKey();
            return await call.send(target);
          } catch (error) {
            failed.add(target, error);
            throw error;
          }
        };
        try {
          const { value, target, receipt } = await this.strategies.attempt(targets, { terms, scope }, signal, send, callTerms);
          if (!failed.isLimited) run.rateLimitWait.reset();
          await this.#keepReceipt(run, stage, receipt, startedAt, value.usage, undefined, scope.outcome.reservation);
          return maskKeys(value.value, [target.credential, ...all]);
        } catch (error) {
          if (signal.aborted) {
            this.#recordStopped(run, stage, error, scope.outcome, startedAt);
            throw error;
          }
          if (error instanceof JobPausedError) await this.#keepReceipt(run, stage, failed.receipt(), startedAt, NO_USAGE, 'key_rate_limited');
          else if (error instanceof AttemptsFailedError) {
            await this.#keepReceipt(run, stage, error.receipt, startedAt, usageOfFailure(error.code), error.code);
            if (failed.isLimited) pauseIfAllowed(run, failed.askedSeconds);
          } else if (isBusy(error)) pauseIfAllowed(run, BUSY_SECONDS);
          throw error;
        }
      }).finally(() => endCallScope(scope));
    });
  }

  async #keepReceipt(run: JobRun, stage: JobStage, receipt: Receipt | undefined, startedAt: number, usage: MeasuredUsage, code: ErrorCode | undefined, reservation?: Reservation): Promise<void> {
    if (receipt === undefined) return;
    const rub = this.#record(run, stage, receipt, startedAt, usage, code, reservation);
    const isAnswered = code === undefined;
    await this.store.addReceipt(run.ticket, receiptView(stage, receipt, isAnswered ? spentOn(usage, rub) : {}), isAnswered);
  }

  /** The job was stopped while a call was under way, or had just failed. */
  #recordStopped(run: JobRun, stage: JobStage, error: unknown, { unfinished }: CallOutcome, startedAt: number): void {
    if (error instanceof AttemptsFailedError && error.receipt !== undefined) this.#record(run, stage, error.receipt, startedAt, usageOfFailure(error.code), error.code, undefined);
    else if (unfinished !== undefined) this.usage.report({ ...this.#call(run, stage, unfinished, startedAt, UNCOUNTED, undefined), aborted: true });
  }

  #record(run: JobRun, stage: JobStage, receipt: Receipt, startedAt: number, usage: MeasuredUsage, code: ErrorCode | undefined, reservation: Reservation | undefined): number | undefined {
    return this.usage.record({ ...this.#call(run, stage, receipt, startedAt, usage, code), reservation });
  }

  #call({ job, terms }: JobRun, stage: JobStage, receipt: RecordedReceipt, startedAt: number, usage: MeasuredUsage, code: ErrorCode | undefined): RecordedCall {
    const { source, provider, model, tier, fallbackReason } = receipt;
    return {
      userId: job.userId,
      strategy: terms.preferences.strategy,
      endpoint: 'job',
      route: stage,
      provider,
      model,
      tier,
      source,
      status: code === undefined ? 200 : statusOf(code),
      code,
      aborted: false,
      fallbackReason,
      durationMs: performance.now() - startedAt,
      usage,
      receipt,
      jobId: job.id,
      tokenId: terms.tokenId,
    };
  }
}
