import type { AccountHeaders, EncryptedJobKeys } from '#nestjs-byok';
import type { JobTerms } from '../../database/index.js';
import { maskKeys } from './mask-keys.js';
import { shortTitle } from '../job-title.js';
import type { JobStore, RunTicket } from '../store/job-store.service.js';
import type { TakenJob } from '../store/job-transitions.js';
import { WAIT_PART, waitRecordIn, type RateLimitWait, type WaitRecord } from './rate-limit-wait.js';

/** The run was stopped from outside: this worker must not write the job's state any more. */
export class RunStoppedError extends Error {
  constructor(readonly reason: 'cancelled' | 'lost' | 'shutdown') {
    super(`The run of a job was stopped: ${reason}.`);
    this.name = 'RunStoppedError';
  }
}

/** One worker's work on one job, from taking it to its end: who asked, with which keys, and what is done already. */
export class JobRun {
  readonly ticket: RunTicket;
  /** Of the submission. */
  readonly terms: JobTerms;
  readonly #controller = new AbortController();

  constructor(
    readonly job: TakenJob,
    readonly keys: EncryptedJobKeys,
    /** Headers that choose an account at a provider, for the first own keys. */
    readonly accountHeaders: AccountHeaders | undefined,
    readonly rateLimitWait: RateLimitWait,
    private readonly store: JobStore,
    private readonly parts: Map<string, unknown>,
  ) {
    this.ticket = { id: job.id, run: job.run };
    this.terms = job.terms;
  }

  /** Fires when the job is cancelled, lost to another worker, or the process stops. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(reason: RunStoppedError['reason']): void {
    if (!this.signal.aborted) this.#controller.abort(new RunStoppedError(reason));
  }

  /** Names the job after what it makes, in at most 200 characters. */
  async setTitle(title: string): Promise<void> {
    // What is taken out of a title may have stood between the letters of a key.
    await this.store.setTitle(this.ticket, shortTitle(await this.masked(shortTitle(title))));
  }

  /** Gives the job back for a while, with what the next run must know of it. @returns false when it is no longer the caller's */
  async pause(): Promise<boolean> {
    const { submission } = this.job;
    const record: WaitRecord = { submission, since: this.rateLimitWait.since, count: (waitRecordIn(this.parts)?.count ?? 0) + 1 };
    return (await this.store.keepPart(this.ticket, WAIT_PART, record)) && (await this.store.giveBack(this.ticket));
  }

  /** Words of a provider as they may be kept: without the job's keys. */
  masked(words: string): Promise<string> {
    return this.keys.withCredentials(async (credentials) => maskKeys(words, credentials.values()));
  }

  async progress(percent: number, stage: string): Promise<void> {
    await this.store.progress(this.ticket, percent, stage);
  }

  /**
   * Does a part of the work, unless an earlier run has done it: what a user paid for is kept.
   * @param value must be plain JSON
   */
  async part<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.parts.has(name)) return this.parts.get(name) as T;
    this.signal.throwIfAborted();
    const value = await work();
    if (!(await this.store.keepPart(this.ticket, name, value))) {
      this.stop('lost');
      this.signal.throwIfAborted();
    }
    this.parts.set(name, value);
    return value;
  }
}
