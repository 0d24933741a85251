import type { FallbackPolicy } from '#contracts';
import type { Principal } from '../../auth/principal.js';
import type { HeldKeys } from '../keys/held-keys.js';
import { shortened } from '../store/job-title.js';
import type { JobStore, RunTicket } from '../store/job-store.service.js';
import type { TakenJob } from '../store/job-transitions.js';
import { stated } from '../model/stated-text.js';
import type { Patience } from './patience.js';
import { WAIT_PART, waitRecord, type WaitRecord } from './wait-record.js';

/** The run was stopped from outside; the job's state is no longer this worker's to write. */
export class RunStoppedError extends Error {
  constructor(readonly reason: 'cancelled' | 'lost' | 'shutdown') {
    super(`The run of a job was stopped: ${reason}.`);
    this.name = 'RunStoppedError';
  }
}

/** One worker's work on one job, from taking it to its end: who asked, with which keys, and what is done already. */
export class JobRun {
  readonly ticket: RunTicket;
  readonly principal: Principal;
  readonly fallback: FallbackPolicy;
  private readonly controller = new AbortController();

  constructor(
    readonly job: TakenJob,
    readonly keys: HeldKeys,
    readonly patience: Patience,
    private readonly store: JobStore,
    private readonly parts: Map<string, unknown>,
  ) {
    const { plan, models, preferences } = job.terms;
    this.ticket = { id: job.id, run: job.run };
    this.fallback = preferences.fallback;
    this.principal = { userId: job.userId, email: '', plan, role: 'user', preferences, via: 'token', ...(models === undefined ? {} : { models }) };
  }

  /** Fires when the job is cancelled, lost to another worker, or the process stops. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  stop(reason: RunStoppedError['reason']): void {
    if (!this.signal.aborted) this.controller.abort(new RunStoppedError(reason));
  }

  /** Names the job after what it makes, in at most 200 characters. */
  async entitle(title: string): Promise<void> {
    // What is taken out of a title may have stood between the letters of a key.
    await this.store.entitle(this.ticket, shortened(await this.stated(shortened(title))));
  }

  /** Gives the job back for a while, with what the next run must know of it. @returns false when it is no longer the caller's */
  async pause(): Promise<boolean> {
    const { submission } = this.job;
    const record: WaitRecord = { submission, since: this.patience.begun, count: (waitRecord(this.parts)?.count ?? 0) + 1 };
    return (await this.store.keepPart(this.ticket, WAIT_PART, record)) && (await this.store.giveBack(this.ticket));
  }

  /** Words of a provider as they may be kept: without the job's keys. */
  stated(words: string): Promise<string> {
    return this.keys.use(async (credentials) => stated(words, credentials.values()));
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
