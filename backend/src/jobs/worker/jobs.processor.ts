import { setTimeout as sleep } from 'node:timers/promises';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { FactoryProvider } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { DelayedError, WaitingError, type Job, type WorkerOptions } from 'bullmq';
import { getLoggerToken, type PinoLogger } from 'nestjs-pino';
import { TransitKeyring } from '#nestjs-byok';
import { jobsConfig } from '../../config/index.js';
import { queueNameOf, type JobsWorker, type QueuedJob } from '../queue/bull.js';
import { JobRunner, type RunOutcome } from './job-runner.service.js';

/** A worker that died has its jobs taken up by another after at most the sum of lock and check, in milliseconds. */
const WORKER_OPTIONS = {
  lockDuration: 15_000,
  stalledInterval: 5_000,
  /** How often a job may be found without its worker; the runner gives up before. */
  maxStalledCount: 50,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
} satisfies Partial<WorkerOptions>;

/** Running jobs are compared with the table this often, in milliseconds: the net below the notifications of a cancellation. */
const CHECK_INTERVAL_MS = 1_000;
/** Running jobs get this many milliseconds to finish when the process stops; then they go back to the queue. */
const GRACE_MS = 5_000;
/** Before a job that the database could not serve goes back, in milliseconds. */
const RETRY_DELAY_MS = 1_000;

/** Takes jobs from the queue of this process's key group, as many at once as JOB_CONCURRENCY says. */
export abstract class JobsProcessor extends WorkerHost<JobsWorker> {
  #check: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    private readonly runner: JobRunner,
    private readonly logger: PinoLogger,
  ) {
    super();
  }

  /** Once BullMQ's worker runs. */
  watchRuns(): void {
    this.#check = setInterval(() => void this.runner.stopLost(), CHECK_INTERVAL_MS);
    this.#check.unref();
  }

  /** Takes nothing new; what runs gets a moment to finish and then goes back to the queue. Nothing to do where no job was ever taken. */
  async stop(): Promise<void> {
    if (this.#check === undefined) return;
    this.#isStopping = true;
    clearInterval(this.#check);
    const late = setTimeout(() => this.runner.stopAll(), GRACE_MS);
    await this.worker.close().finally(() => clearTimeout(late));
  }

  @OnWorkerEvent('error')
  reportError(error: Error): void {
    this.logger.debug(`The worker's queue: ${error.message}`);
  }

  override async process(job: Job<QueuedJob, void>, token?: string): Promise<void> {
    const outcome = await this.runner.run(job.data, job.timestamp).catch(async (error: unknown): Promise<RunOutcome> => {
      this.logger.warn({ err: error, jobId: job.data.jobId }, 'a job could not be carried on and goes back to the queue');
      if (!this.#isStopping) await sleep(RETRY_DELAY_MS);
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

/**
 * Made by a factory: Nest reads the queue's name and the number of jobs at once from the processor's class, and both are
 * known only when the process's keys and settings are.
 */
export const JOBS_PROCESSOR: FactoryProvider<JobsProcessor> = {
  provide: JobsProcessor,
  inject: [TransitKeyring, JobRunner, jobsConfig.KEY, getLoggerToken('Jobs')],
  useFactory: ({ keyGroup }: TransitKeyring, runner: JobRunner, { jobConcurrency }: ConfigType<typeof jobsConfig>, logger: PinoLogger) => {
    @Processor({ name: queueNameOf(keyGroup) }, { ...WORKER_OPTIONS, concurrency: jobConcurrency })
    class ProcessorOfThisProcess extends JobsProcessor {}
    return new ProcessorOfThisProcess(runner, logger);
  },
};
