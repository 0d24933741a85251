import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { ByokError } from '#contracts';
import { EncryptedJobKeys, TransitKeyring } from '#nestjs-byok';
import { forgetLastMatch, redactText } from '#redaction';
import { jobsConfig } from '../../config/index.js';
import type { QueuedJob } from '../queue/bull.js';
import { JobChangeListener } from '../store/job-change-listener.service.js';
import { JobStore, KEEPS_FILE, type RunTicket } from '../store/job-store.service.js';
import type { JobEnding, TakenJob } from '../store/job-transitions.js';
import { JobWorkRegistry } from './job-work.registry.js';
import { JobRun, type RunStoppedError } from './job-run.js';
import { JobPausedError, RateLimitWait, waitRecordIn } from './rate-limit-wait.js';

/** A submission that was taken so often and never came to an end is given up: it may be what ends its workers. */
const MAX_RUNS = 10;

/** A job that may go on once its user has raised a limit still needs its file. */
const keepsFile = ({ status, error }: JobEnding) => status === 'failed' && error?.code === KEEPS_FILE.code;

/** Whether a job has left the queue for good, or must wait there again: for the next worker, or until a time in Unix milliseconds. */
export type RunOutcome = 'ended' | 'back' | { readonly wakeAt: number };

/** Runs jobs from taking them to their end, and keeps the table true whatever happens. */
@Injectable()
export class JobRunner {
  readonly #running = new Set<JobRun>();

  constructor(
    private readonly store: JobStore,
    private readonly signals: JobChangeListener,
    private readonly keyring: TransitKeyring,
    private readonly registry: JobWorkRegistry,
    @Inject(jobsConfig.KEY) private readonly configuration: ConfigType<typeof jobsConfig>,
    @InjectPinoLogger('Jobs') private readonly logger: PinoLogger,
  ) {}

  /** Stops all runs; their jobs go back to the queue. */
  stopAll(): void {
    for (const run of this.#running) run.stop('shutdown');
  }

  /**
   * Stops those of these runs that have lost their job. Asks the table: word of a cancellation may arrive when the
   * job was submitted again and runs here anew.
   */
  async stopLost(tickets: readonly RunTicket[] = [...this.#running].map(({ ticket }) => ticket)): Promise<void> {
    if (tickets.length === 0) return;
    const lost = await this.store.lost(tickets).catch(() => []);
    for (const { id, run, status } of lost) {
      for (const own of this.#running) if (own.ticket.id === id && own.ticket.run === run) own.stop(status === 'cancelled' ? 'cancelled' : 'lost');
    }
  }

  /**
   * Never throws for what a job failed at, which stands in the table then.
   * @param queuedAt when the submission came into the queue, in Unix milliseconds: from then on its keys live
   * @throws when the table can't be written: run it again later
   */
  async run({ jobId, envelopes, accountHeaders, submission = 1 }: QueuedJob, queuedAt: number): Promise<RunOutcome> {
    const job = await this.store.claim(jobId, submission);
    if (job === undefined) return 'ended';
    const parts = job.run === 1 ? new Map<string, unknown>() : await this.store.parts(jobId);
    const waits = waitRecordIn(parts);
    if (job.run > MAX_RUNS * job.submission + (waits?.count ?? 0)) {
      const detail = 'The job was begun several times and its worker broke down each time. Submit it again; if that does not help, tell the operator.';
      await this.#end(job, { status: 'failed', error: { code: 'unavailable', detail } });
      return 'ended';
    }
    const keys = EncryptedJobKeys.fromEnvelopes(this.keyring, { userId: job.userId, jobId }, envelopes, job.keys);
    const rateLimitWait = new RateLimitWait(waits?.submission === job.submission ? waits.since : undefined, queuedAt + this.configuration.jobTtlSeconds * 1000);
    const run = new JobRun(job, keys, accountHeaders, rateLimitWait, this.store, parts);
    const unwatch = this.signals.watch(jobId, (status) => {
      if (status === 'cancelled') void this.stopLost([run.ticket]);
    });
    this.#running.add(run);
    try {
      const result = await this.registry.work.run(run);
      await this.#end(job, { status: 'completed', result });
      return 'ended';
    } catch (error) {
      return await this.#settle(run, error);
    } finally {
      unwatch();
      this.#running.delete(run);
      keys.forget();
      // What a model said was searched: no text of the job's stays behind it.
      forgetLastMatch();
    }
  }

  async #settle(run: JobRun, error: unknown): Promise<RunOutcome> {
    const stopped = run.signal.aborted ? (run.signal.reason as RunStoppedError) : undefined;
    if (stopped?.reason === 'shutdown') {
      await this.store.giveBack(run.ticket);
      return 'back';
    }
    if (stopped?.reason === 'cancelled') await this.registry.work.deleteFile(run.job.id);
    if (stopped !== undefined) return 'ended';
    if (error instanceof JobPausedError) return (await run.pause()) ? { wakeAt: error.wakeAt } : 'ended';
    // The database went away: another run goes on with what is kept.
    if (error instanceof ByokError && error.code === 'unavailable') throw error;
    await this.#end(run.job, { status: 'failed', error: await this.#explain(error, run) });
    return 'ended';
  }

  async #explain(error: unknown, run: JobRun): Promise<NonNullable<JobEnding['error']>> {
    if (error instanceof ByokError) return { code: error.code, detail: redactText(await run.masked(error.message)) };
    this.logger.error({ err: error, jobId: run.job.id }, 'a job failed');
    return { code: 'unavailable', detail: 'Something went wrong on our side. Submit the job again.' };
  }

  async #end({ id, run }: TakenJob, ending: JobEnding): Promise<void> {
    if ((await this.store.end({ id, run }, ending)) && !keepsFile(ending)) await this.registry.work.deleteFile(id);
  }
}
