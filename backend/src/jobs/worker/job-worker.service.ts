import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DelayedError, WaitingError, type Job } from 'bullmq';
import type { JobsWorker, QueueBackend, QueuedJob } from '../queue/queue-backend.js';
import type { JobRunner, RunOutcome } from './job-runner.service.js';

/** A worker that died has its jobs taken up by another after at most the sum of the two, in milliseconds. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5_000;
/** How often a job may be found without its worker; the runner gives up before. */
const STALLED_COUNT = 50;
/** Running jobs are compared with the table so often: the net below the notifications of a cancellation. */
const CHECK_MS = 1_000;
/** Running jobs get so long to finish when the process stops; then they go back to the queue. */
const GRACE_MS = 5_000;
/** Before a job that the database could not serve goes back. */
const AWAY_MS = 1_000;

/** Takes jobs from the queue, as many at once as JOB_CONCURRENCY says. */
export class JobWorker {
  private readonly logger = new Logger('Jobs');
  private worker: JobsWorker | undefined;
  private check: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly backend: QueueBackend,
    private readonly ring: string,
    private readonly runner: JobRunner,
    private readonly concurrency: number,
  ) {}

  start(): void {
    this.worker = this.backend.worker(this.ring, (job, token) => this.process(job, token), {
      concurrency: this.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: STALLED_COUNT,
    });
    this.worker.on('error', (error) => this.logger.debug(`The worker's queue: ${error.message}`));
    this.check = setInterval(() => void this.runner.stopLost(), CHECK_MS);
    this.check.unref();
  }

  /** Takes nothing new; what runs gets a moment to finish and then goes back to the queue. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.check);
    if (this.worker === undefined) return;
    const closed = this.worker.close();
    const late = setTimeout(() => this.runner.stopAll(), GRACE_MS);
    await closed.finally(() => clearTimeout(late));
  }

  private async process(job: Job<QueuedJob, void>, token: string | undefined): Promise<void> {
    const outcome = await this.runner.run(job.data, job.timestamp).catch(async (error: unknown): Promise<RunOutcome> => {
      this.logger.warn({ err: error, jobId: job.data.jobId }, 'a job could not be carried on and goes back to the queue');
      if (!this.stopping) await sleep(AWAY_MS);
      return 'back';
    });
    if (outcome === 'ended') return;
    // Should either fail too, the lock runs out and the job counts as stalled.
    if (outcome !== 'back') {
      await job.moveToDelayed(outcome.wakeAt, token).catch(() => undefined);
      throw new DelayedError();
    }
    await job.moveToWait(token).catch(() => undefined);
    throw new WaitingError();
  }
}
