import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { formatAttempts, isOutage, statusOf, type ByokError, type ErrorCode, type Receipt } from '#contracts';
import { ProviderError } from '#providers';
import { runInCallScope } from '../../byok/index.js';
import { AttemptsFailedError } from '../../byok/strategy/attempt/attempts-failed.error.js';
import { ProviderStrategyService, type CallTarget, type RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import { NO_USAGE, UsageRecorder, type MeasuredUsage } from '../../usage/index.js';
import type { JobReceiptView, StageName } from '../job-types.js';
import { JobStore } from '../store/job-store.service.js';
import type { JobRun } from '../worker/job-run.js';

/** A provider that asks for a longer pause, in seconds, is not waited for. */
const LONGEST_PAUSE_SECONDS = 5;
/** Pause before a failed call is made anew as a whole, in milliseconds. */
const PAUSE_MS = 1_000;

/** What a call brought, and what the provider will charge for it. */
export interface Called<T> {
  readonly value: T;
  readonly usage: MeasuredUsage;
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
  const { code, retryAfterSeconds = Infinity } = error as ByokError;
  return isOutage(code) || (code === 'key_rate_limited' && retryAfterSeconds <= LONGEST_PAUSE_SECONDS);
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
   * `call` must throw ProviderError for what the provider failed at.
   * @throws AttemptsFailedError, other ByokErrors of routing; the run's RunStoppedError
   */
  async make<T>(run: JobRun, stage: StageName, request: RoutedRequest, call: (target: CallTarget) => Promise<Called<T>>): Promise<T> {
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

  private once<T>(run: JobRun, stage: StageName, request: RoutedRequest, call: (target: CallTarget) => Promise<Called<T>>): Promise<T> {
    const { principal, fallback, keys, signal, ticket } = run;
    return keys.use((credentials) => {
      const scope = { userId: principal.userId, credentials, fallback };
      return runInCallScope(scope, async () => {
        const targets = this.strategies.targets(principal, scope, request);
        const startedAt = performance.now();
        try {
          const { value, receipt } = await this.strategies.attempt(targets, { principal, scope }, signal, (target) => {
            const { source, provider } = target.credential;
            if (source === 'byok' && keys.isExpired(provider)) throw expiredKey();
            return call(target);
          });
          this.record(run, stage, receipt, startedAt, value.usage, undefined);
          await this.store.addReceipt(ticket, receiptView(stage, receipt));
          return value.value;
        } catch (error) {
          if (error instanceof AttemptsFailedError && error.receipt !== undefined && !signal.aborted) {
            this.record(run, stage, error.receipt, startedAt, NO_USAGE, error.code);
            await this.store.addReceipt(ticket, receiptView(stage, error.receipt));
          }
          throw error;
        }
      });
    });
  }

  private record({ principal }: JobRun, stage: StageName, receipt: Receipt, startedAt: number, usage: MeasuredUsage, code: ErrorCode | undefined): void {
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
    });
  }
}
