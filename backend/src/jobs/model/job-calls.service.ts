import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { formatAttempts, isOutage, statusOf, ByokError, type ErrorCode, type Receipt } from '#contracts';
import { ProviderError } from '#providers';
import { runInCallScope, type CallScope } from '../../byok/index.js';
import { AttemptsFailedError } from '../../byok/strategy/attempt/attempts-failed.error.js';
import { ProviderStrategyService, type CallTarget, type CallTerms, type RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import type { ExpectedUsageOf } from '../../byok/strategy/spending/call-reservations.js';
import type { Reservation } from '../../byok/strategy/spending/spending-guard.js';
import { NO_USAGE, UsageRecorder, type MeasuredUsage } from '../../usage/index.js';
import type { JobReceiptView, StageName } from '../job-types.js';
import { JobStore } from '../store/job-store.service.js';
import { JobPausedError } from '../worker/job-paused.error.js';
import type { JobRun } from '../worker/job-run.js';
import { stated } from './stated-text.js';
import { TriedCalls } from './tried-calls.js';

/** A provider that asks for a longer pause after an outage, in seconds, gets so much. */
const LONGEST_PAUSE_SECONDS = 5;
/** Pause before a failed call is made anew as a whole, in milliseconds. */
const PAUSE_MS = 1_000;

/** What a call brought, and what the provider will charge for it. */
export interface Called<T> {
  readonly value: T;
  readonly usage: MeasuredUsage;
}

/** One thing to ask of a model. */
export interface JobCall<T> {
  /** Must throw ProviderError for what the provider failed at, and decode what it brings: keys in it are masked here. */
  readonly send: (target: CallTarget) => Promise<Called<T>>;
  /** What the platform would pay for at most. */
  readonly expectedOf: ExpectedUsageOf;
}

/** The key had expired before a worker took the job. Known to the attempt loop as a failure of that key. */
function expiredKey(): ProviderError {
  const code: ErrorCode = 'key_expired_in_queue';
  return new ProviderError(code as ProviderError['code'], 'The job waited longer than its key was allowed to. Submit it again.');
}

function receiptView(stage: StageName, receipt: Receipt): JobReceiptView {
  const { source, provider, model, attempts } = receipt;
  return { stage, credentialSource: source, provider, ...(model === undefined ? {} : { model }), attempts: formatAttempts(attempts) };
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof AttemptsFailedError) || !error.repeatable) return false;
  return isOutage(error.code);
}

/** Calls of the user's beside the job have ended after about so many seconds. */
const BUSY_SECONDS = 5;

/** The platform pays as many calls of the user's at once as it does: no limit of a day, and so no end of a job. */
function isBusy(error: unknown): boolean {
  return error instanceof ByokError && error.code === 'quota_exceeded' && error.shouldRetry === true;
}

/** @throws JobPausedError unless the job has waited long enough */
function pauseIfAllowed({ patience }: JobRun, toldSeconds: number | undefined): void {
  const wakeAt = patience.wakeAt(toldSeconds);
  if (wakeAt !== undefined) throw new JobPausedError(wakeAt);
}

/** Provider calls of jobs: under the terms of the submission, with the job's own keys, each with its receipt. */
@Injectable()
export class JobCalls {
  /** Tests shorten it. */
  pauseMs = PAUSE_MS;

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
  async make<T>(run: JobRun, stage: StageName, request: RoutedRequest, call: JobCall<T>): Promise<T> {
    try {
      return await this.once(run, stage, request, call);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      const asked = ((error as ByokError).retryAfterSeconds ?? 0) * 1000;
      await sleep(Math.max(this.pauseMs, Math.min(asked, LONGEST_PAUSE_SECONDS * 1000)), undefined, { signal: run.signal }).catch(() => undefined);
      run.signal.throwIfAborted();
      return this.once(run, stage, request, call);
    }
  }

  private once<T>(run: JobRun, stage: StageName, request: RoutedRequest, call: JobCall<T>): Promise<T> {
    const { principal, fallback, keys, signal } = run;
    return keys.use((credentials) => {
      const scope: CallScope = { userId: principal.userId, credentials, fallback };
      return runInCallScope(scope, async () => {
        const targets = this.strategies.targets(principal, scope, request);
        const startedAt = performance.now();
        const tried = new TriedCalls();
        const terms: CallTerms = {
          expectedOf: call.expectedOf,
          refusalOf: ({ credential }) => {
            if (credential.source === 'platform' && tried.isOwnKeyLimited) pauseIfAllowed(run, tried.toldSeconds);
            return undefined;
          },
        };
        try {
          const { value, target, receipt } = await this.strategies.attempt(targets, { principal, scope }, signal, async (to) => {
            const { source, provider } = to.credential;
            try {
              if (source === 'byok' && keys.isExpired(provider)) throw expiredKey();
              return await call.send(to);
            } catch (error) {
              tried.add(to, error);
              throw error;
            }
          }, terms);
          if (!tried.isLimited) run.patience.overcome();
          await this.keepReceipt(run, stage, receipt, startedAt, value.usage, undefined, scope.reservation);
          return stated(value.value, [target.credential, ...credentials.values()]);
        } catch (error) {
          if (signal.aborted) throw error;
          if (error instanceof JobPausedError) await this.keepReceipt(run, stage, tried.receipt(), startedAt, NO_USAGE, 'key_rate_limited');
          else if (error instanceof AttemptsFailedError) {
            await this.keepReceipt(run, stage, error.receipt, startedAt, NO_USAGE, error.code);
            if (tried.isLimited) pauseIfAllowed(run, tried.toldSeconds);
          } else if (isBusy(error)) pauseIfAllowed(run, BUSY_SECONDS);
          throw error;
        }
      });
    });
  }

  private async keepReceipt(run: JobRun, stage: StageName, receipt: Receipt | undefined, startedAt: number, usage: MeasuredUsage, code: ErrorCode | undefined, reservation?: Reservation): Promise<void> {
    if (receipt === undefined) return;
    this.record(run, stage, receipt, startedAt, usage, code, reservation);
    await this.store.addReceipt(run.ticket, receiptView(stage, receipt));
  }

  private record({ principal }: JobRun, stage: StageName, receipt: Receipt, startedAt: number, usage: MeasuredUsage, code: ErrorCode | undefined, reservation: Reservation | undefined): void {
    const { source, provider, model, tier, fallbackReason } = receipt;
    this.usage.record({
      userId: principal.userId,
      strategy: principal.preferences.strategy,
      face: 'job',
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
      reservation,
    });
  }
}
