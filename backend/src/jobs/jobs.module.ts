import { BullRegistrar } from '@nestjs/bullmq';
import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { jobsConfig } from '../config/index.js';
import { UploadsModule } from '../uploads/index.js';
import { UsersModule } from '../users/index.js';
import { JobAccountData } from './api/job-account-data.js';
import { JobEventStreams } from './api/job-event-streams.service.js';
import { JobRetries } from './api/job-retries.service.js';
import { JobsController } from './api/jobs.controller.js';
import { JobsService } from './api/jobs.service.js';
import { LockedJobs } from './api/locked-jobs.service.js';
import { JobCalls } from './calls/job-calls.service.js';
import { JobQueueModule } from './queue/job-queue.module.js';
import { JobQueue } from './queue/job-queue.service.js';
import { JobChangeListener } from './store/job-change-listener.service.js';
import { JobEditStore } from './store/job-edits.store.js';
import { IdempotencyStore } from './store/idempotency.store.js';
import { JobStore } from './store/job-store.service.js';
import { IdempotentSubmissions } from './submission/idempotent-submissions.service.js';
import { JobEnqueuer } from './submission/job-enqueuer.service.js';
import { JobWorkRegistry } from './worker/job-work.registry.js';
import { WorkerGroupStore } from './worker-groups/worker-group.store.js';
import { WorkerGroups } from './worker-groups/worker-groups.service.js';
import { JobReconciler } from './worker/job-reconciler.service.js';
import { JobRunner } from './worker/job-runner.service.js';
import { JOBS_PROCESSOR, JobsProcessor } from './worker/jobs.processor.js';

/**
 * How long work that carries the user's key sealed is queued, run and reported; what is done in it registers itself
 * with `JobWorkRegistry`. `http: false` leaves the routes out, for the worker process. A process with JOB_CONCURRENCY
 * above 0 takes jobs and keeps table and queue together.
 */
@Module({})
export class JobsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #takesJobs: boolean;

  constructor(
    @Inject(jobsConfig.KEY) { jobConcurrency }: ConfigType<typeof jobsConfig>,
    private readonly registrar: BullRegistrar,
    private readonly queue: JobQueue,
    private readonly groups: WorkerGroups,
    private readonly processor: JobsProcessor,
    private readonly reconciler: JobReconciler,
    private readonly store: JobStore,
    private readonly registry: JobWorkRegistry,
  ) {
    this.#takesJobs = jobConcurrency > 0;
  }

  static forRoot({ http }: { http: boolean }): DynamicModule {
    return {
      module: JobsModule,
      imports: [JobQueueModule, ...(http ? [UploadsModule, UsersModule] : [])],
      controllers: http ? [JobsController] : [],
      providers: [
        ...(http ? [JobsService, JobRetries, JobEventStreams, JobAccountData, LockedJobs, IdempotentSubmissions] : []),
        JobWorkRegistry,
        JobEnqueuer,
        JobStore,
        JobEditStore,
        IdempotencyStore,
        JobChangeListener,
        JobCalls,
        JobRunner,
        JOBS_PROCESSOR,
        JobReconciler,
        WorkerGroupStore,
        WorkerGroups,
      ],
      exports: [JobWorkRegistry, JobCalls, JobEnqueuer, JobStore, ...(http ? [JobsService, IdempotentSubmissions] : [])],
    };
  }

  /** Before any job is sealed or taken. */
  async onModuleInit(): Promise<void> {
    // What can't be released now, the reconciler releases.
    this.store.onAdmitted = (jobs) => jobs.forEach((job) => void this.queue.release(job, job.keyGroup).catch(() => undefined));
    await this.groups.start();
  }

  onApplicationBootstrap(): void {
    // A process without anyone to do the work must not start, whether or not it takes jobs.
    void this.registry.work;
    if (!this.#takesJobs) return;
    this.registrar.register();
    this.processor.watchRuns();
    this.reconciler.start();
    void this.groups.turn();
  }

  /** While keys, providers and database are still there. */
  async onModuleDestroy(): Promise<void> {
    await this.reconciler.stop();
    await this.processor.stop();
    await this.groups.stop();
  }

  /** After the last request, and before the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.groups.leave();
    await this.queue.close();
  }
}
