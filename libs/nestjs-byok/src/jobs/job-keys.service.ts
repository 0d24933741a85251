import { Inject, Injectable } from '@nestjs/common';
import { BYOK_PROVIDERS, ByokError, type ByokProviderId, type KeySlot } from '#contracts';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../byok.options.js';
import { CallReports } from '../calls/call-reports.service.js';
import { currentCallScope, endCallScope, runInCallScope, type CallScope } from '../credential/call-scope.js';
import { Credential } from '../credential/credential.js';
import { ExpiredCredential, type JobCredential } from '../credential/expired-credential.js';
import { ownKeysOf } from '../credential/own-keys.js';
import { TransitKeyring } from '../transit/transit-keyring.js';
import { EncryptedJobKeys } from './encrypted-job-keys.js';
import type { JobWithKeys, SealedJob } from './sealed-job.js';

/** A day. */
const DEFAULT_SECONDS = 86_400;

/** What a job may do with its keys. */
export interface SealOptions {
  /** Only keys for these; default: every key that was sent with the request. */
  readonly providers?: readonly ByokProviderId[];
  /** How long the job may wait, in seconds: at most the option `jobTtlSeconds` of the module, which is also the default. */
  readonly seconds?: number;
}

/**
 * Keys of users for jobs of the host, in any queue: sealed anew when a job is submitted, bound to that job, its user and
 * the provider, and opened in the worker for one piece of work. The queue sees ciphertext only. API and workers must
 * hold the same `transitKeys`; with generated ones a job's keys open in the process that sealed them, and until it ends.
 */
@Injectable()
export class JobKeys {
  readonly #maxSeconds: number;

  constructor(
    @Inject(BYOK_OPTIONS) { jobTtlSeconds }: ByokModuleOptions,
    @Inject(TransitKeyring) private readonly keyring: TransitKeyring,
    @Inject(CallReports) private readonly reports: CallReports,
  ) {
    this.#maxSeconds = jobTtlSeconds ?? DEFAULT_SECONDS;
  }

  /**
   * Seals the keys of the running request for a job: `queue.add(name, { byok: keys.seal({ id }) }, { jobId: id })`.
   * @param job its id must be the one under which it is queued; unique for ever, such as a UUID
   * @throws ByokError unauthenticated outside a route marked `@UseByok()`; RangeError for more seconds than the module allows
   */
  seal(job: { readonly id: string }, { providers = BYOK_PROVIDERS, seconds = this.#maxSeconds }: SealOptions = {}): SealedJob {
    const scope = currentCallScope();
    if (scope?.caller === undefined) throw new ByokError('unauthenticated', 'Keys are sealed for a job in the request that brings them.');
    if (!(seconds > 0 && seconds <= this.#maxSeconds)) throw new RangeError(`seconds must be above 0 and at most ${this.#maxSeconds}, the jobTtlSeconds of ByokModule.`);
    const { caller, accountHeaders } = scope;
    const credentials = [...scope.credentials.values(), ...(scope.furtherCredentials ?? [])].filter(({ provider }) => (providers as readonly string[]).includes(provider));
    const binding = { userId: caller.userId, jobId: job.id };
    const fallback = scope.fallback ?? caller.preferences.fallback;
    return {
      caller: { ...caller, preferences: { ...caller.preferences, fallback } },
      envelopes: EncryptedJobKeys.sealCredentials(this.keyring, binding, credentials, undefined, seconds),
      ...(accountHeaders === undefined ? {} : { accountHeaders }),
    };
  }

  /**
   * Opens a job's keys into a call scope for the length of `work`, as `@UseByok()` does for a request, and wipes them
   * behind it. Open them for one call or a few, not for the whole of a long job. A key whose time is over, or whose
   * transit key is gone, is no error here: calls say `key_expired_in_queue`, or fall back as the user agreed.
   * @throws Error without an id; whatever `work` throws
   */
  async withCredentials<T>(job: JobWithKeys, work: (scope: CallScope) => Promise<T>): Promise<T> {
    const { id, data } = job;
    if (id === undefined || id === '') throw new Error('The job has no id: its keys are bound to one.');
    const { caller, envelopes, accountHeaders } = data.byok;
    const held = EncryptedJobKeys.fromEnvelopes(this.keyring, { userId: caller.userId, jobId: id }, envelopes, Object.keys(envelopes) as KeySlot[]);
    const startedAt = performance.now();
    try {
      return await held.withCredentials((credentials) => {
        const scope: CallScope = { ...scopeOf([...credentials.values()]), userId: caller.userId, caller, accountHeaders, fallback: undefined, outcome: {} };
        return runInCallScope(scope, () => this.#reported(scope, id, startedAt, work)).finally(() => endCallScope(scope));
      });
    } finally {
      held.forget();
    }
  }

  async #reported<T>(scope: CallScope, jobId: string, startedAt: number, work: (scope: CallScope) => Promise<T>): Promise<T> {
    try {
      return await work(scope);
    } catch (error) {
      if (error instanceof ByokError) {
        scope.outcome.code = error.code;
        scope.outcome.receipt ??= error.receipt;
      }
      throw error;
    } finally {
      this.reports.report(scope, { startedAt, aborted: false, jobId });
    }
  }
}

function scopeOf(keys: readonly JobCredential[]): Pick<CallScope, 'credentials' | 'furtherCredentials' | 'expiredCredentials'> {
  return { ...ownKeysOf(keys.filter((key) => key instanceof Credential)), expiredCredentials: keys.filter((key) => key instanceof ExpiredCredential) };
}
