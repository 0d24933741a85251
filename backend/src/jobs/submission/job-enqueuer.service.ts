import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ByokError, keySlotOf, type ByokProviderId, type JobReference, type KeySlot, type Plan } from '#contracts';
import { EncryptedJobKeys, type Envelopes, ProviderStrategyService, TransitKeyring, type AccountHeaders, type CallScope, type CallTarget, type Credential, type RoutedRequest } from '#nestjs-byok';
import type { Principal } from '../../access/index.js';
import { jobsConfig, platformLimitsConfig } from '../../config/index.js';
import type { JobInput, JobRow, JobTerms } from '../../database/index.js';
import { JobQueue, type QueueEntryRef } from '../queue/job-queue.service.js';
import { JobEditStore } from '../store/job-edits.store.js';
import { IdempotencyStore } from '../store/idempotency.store.js';
import { JobStore, type Admission } from '../store/job-store.service.js';
import type { NewJob } from '../store/job-transitions.js';

/** Whose job it is, and the keys of the request that submits it. */
export interface JobSubmission {
  readonly id: string;
  readonly principal: Principal;
  readonly scope: CallScope;
  /** The keys, when they were kept encrypted while the rest of the request arrived. */
  readonly keys?: EncryptedJobKeys | undefined;
}

/** A job that could run, with its keys sealed for the queue. */
export interface PreparedJob {
  readonly id: string;
  readonly userId: string;
  readonly terms: JobTerms;
  /** The keys that it may use. */
  readonly slots: readonly KeySlot[];
  readonly envelopes: Envelopes;
  /** Headers that choose an account, for the first keys among them. */
  readonly accountHeaders: AccountHeaders | undefined;
}

/** The user's own keys among the targets. */
function ownSlots(targets: readonly CallTarget[]): KeySlot[] {
  const own = targets.filter(({ credential }) => credential.source === 'byok').map(({ credential }) => keySlotOf(credential.provider as ByokProviderId, credential.place));
  return [...new Set(own)];
}

/** Those of the providers whose first own key the job may use. */
function accountsOf(headers: AccountHeaders | undefined, slots: readonly KeySlot[]): AccountHeaders | undefined {
  const used = Object.entries(headers ?? {}).filter(([provider]) => (slots as readonly string[]).includes(provider));
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

const allOf = ({ credentials, furtherCredentials = [] }: CallScope): Credential[] => [...credentials.values(), ...furtherCredentials];

/** Puts jobs into the table and the queue, with their keys sealed anew for them. */
@Injectable()
export class JobEnqueuer {
  constructor(
    @Inject(jobsConfig.KEY) private readonly configuration: ConfigType<typeof jobsConfig>,
    @Inject(platformLimitsConfig.KEY) private readonly limits: ConfigType<typeof platformLimitsConfig>,
    private readonly keyring: TransitKeyring,
    private readonly strategies: ProviderStrategyService,
    private readonly store: JobStore,
    private readonly edits: JobEditStore,
    private readonly idempotency: IdempotencyStore,
    private readonly queue: JobQueue,
  ) {}

  /** Before a file is received for nothing. @throws ByokError quota_exceeded */
  async expectRoom({ userId, plan }: Principal): Promise<void> {
    if (!(await this.store.hasRoom(userId, plan))) throw this.#tooMany(plan);
  }

  /** Keeps a request's keys encrypted while the rest of it arrives, and disposes its credentials. The caller must `forget` them. */
  keepKeys(id: string, { userId }: Principal, scope: CallScope): EncryptedJobKeys {
    return EncryptedJobKeys.fromCredentials(this.keyring, { userId, jobId: id }, allOf(scope));
  }

  /**
   * Refuses a job that could never run, with an unknown or forbidden model, or without a key that may be used; then
   * seals the keys that it may use, under the plan, the preferences and the consent of this request.
   * @param calls what routing must know of the calls that the job will make
   * @throws ByokError model_unknown, tier_not_allowed, forbidden, key_required, request_invalid
   */
  prepare({ id, principal, scope, keys }: JobSubmission, calls: readonly RoutedRequest[]): PreparedJob {
    const { userId, plan, models, preferences, tokenId, limits } = principal;
    const slots = ownSlots(calls.flatMap((call) => this.strategies.targets(principal, scope, call)));
    const seconds = this.configuration.jobTtlSeconds;
    const envelopes = keys?.sealForQueue(slots, seconds) ?? EncryptedJobKeys.sealCredentials(this.keyring, { userId, jobId: id }, allOf(scope), slots, seconds);
    const fallback = this.strategies.policy(principal, scope);
    const terms: JobTerms = {
      plan,
      ...(models === undefined ? {} : { models }),
      ...(tokenId === undefined ? {} : { tokenId }),
      ...(limits?.tokenId === undefined ? {} : { limits: { tokenId: limits.tokenId } }),
      // A request that says how to fall back has thought of a key's failure.
      preferences: { ...preferences, fallback, ...(scope.fallback === undefined ? {} : { pauseAfterKeyFailure: false }) },
    };
    return { id, userId, terms, slots, envelopes, accountHeaders: accountsOf(scope.accountHeaders, slots) };
  }

  /**
   * @throws ByokError quota_exceeded when no more of the user's jobs may wait; unavailable, and the job has failed then and its
   *   idempotency key is free; as `JobStore.create` does when that is taken
   */
  async create(prepared: PreparedJob, { type, input, title, idempotency }: Pick<NewJob, 'type' | 'input' | 'title' | 'idempotency'>): Promise<JobReference> {
    const { id, userId, terms, slots } = prepared;
    const admission = await this.store.create({ id, userId, type, title, keyGroup: this.keyring.keyGroup, input, terms, keys: [...slots], idempotency });
    if (admission === undefined) throw this.#tooMany(terms.plan);
    try {
      await this.#enqueue({ submission: 1, ...admission }, prepared);
    } catch (error) {
      if (idempotency !== undefined) await this.idempotency.forget(id).catch(() => undefined);
      throw error;
    }
    return { id, type, status: 'queued' };
  }

  /** Submits a job again that failed or was cancelled. @param input takes the place of its own, when given @throws ByokError conflict when it is open or completed by now; as `create` does */
  async resubmit(prepared: PreparedJob, { type, input }: Pick<JobRow, 'type'> & { readonly input?: JobInput | undefined }): Promise<JobReference> {
    const { id, terms, slots } = prepared;
    const revived = await this.edits.revive(prepared, { terms, keys: slots, keyGroup: this.keyring.keyGroup, input });
    if (revived === 'full') throw this.#tooMany(terms.plan);
    if (revived === undefined) throw new ByokError('conflict', 'The job waits already; there is nothing to retry.');
    await this.#enqueue(revived, prepared);
    return { id, type, status: 'queued' };
  }

  #tooMany(plan: Plan): ByokError {
    const { jobsAtOnce, jobsWaiting } = this.limits.planLimits[plan];
    const value = jobsAtOnce === 0 ? 'jobsAtOnce of your plan is 0' : `jobsWaiting of your plan is ${jobsWaiting}, beside ${jobsAtOnce} at once (jobsAtOnce)`;
    return new ByokError('quota_exceeded', `No more jobs of yours may wait: ${value}. There is room again as soon as one of them has ended; or cancel one.`);
  }

  async #enqueue({ submission, admitted }: Pick<QueueEntryRef, 'submission'> & Admission, { id, envelopes, accountHeaders }: PreparedJob): Promise<void> {
    try {
      await this.queue.add(id, envelopes, submission, !admitted, accountHeaders);
      // It may have been admitted before it stood in the queue.
      if (!admitted && (await this.store.isAdmitted(id))) await this.queue.release({ id, submission });
    } catch (error) {
      await this.store.end({ id }, { status: 'failed', error: { code: 'unavailable', detail: 'The queue did not take the job. Submit it again.' } });
      throw error;
    }
  }
}
