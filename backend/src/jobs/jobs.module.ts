import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { TransitKeyring } from '../byok/index.js';
import { jobsConfig, queueConfig } from '../config/index.js';
import { DATABASE_SERVER, type DatabaseServer } from '../database/index.js';
import { UploadsModule } from '../uploads/index.js';
import { JobAccountData } from './api/job-account-data.js';
import { JobEditsController } from './api/job-edits.controller.js';
import { JobEdits } from './api/job-edits.service.js';
import { JobEventStreams } from './api/job-event-streams.service.js';
import { JobIntake } from './api/job-intake.service.js';
import { JobResults } from './api/job-results.service.js';
import { JobRetries } from './api/job-retries.service.js';
import { JobsController } from './api/jobs.controller.js';
import { JobsService } from './api/jobs.service.js';
import { JobCalls } from './model/job-calls.service.js';
import { JobChat } from './model/job-chat.service.js';
import { StructuredAnswers } from './model/structured.service.js';
import { JobQueue } from './queue/job-queue.service.js';
import { openQueueBackend, type QueueBackend } from './queue/queue-backend.js';
import { JobRingStore } from './rings/job-ring.store.js';
import { JobRings } from './rings/job-rings.js';
import { JobFlow } from './stages/job-flow.service.js';
import { LessonStage } from './stages/lesson.stage.js';
import { OutlineStage } from './stages/outline.stage.js';
import { TranscriptionStage } from './stages/transcription.stage.js';
import { JobEditStore } from './store/job-edits.store.js';
import { JobSignals } from './store/job-signals.service.js';
import { JobStore } from './store/job-store.service.js';
import { UploadStore } from './upload/upload-store.service.js';
import { JobRunner } from './worker/job-runner.service.js';
import { JobWorker } from './worker/job-worker.service.js';
import { Reconciler } from './worker/reconciler.js';

const BACKEND = Symbol('jobs.backend');
/** Longer than the grace that running jobs get. */
const WORKER_MS = 12_000;
const CLOSE_MS = 3_000;

/**
 * Long work that carries the user's key sealed. `http: false` leaves the routes out, for the worker process.
 * A process with JOB_CONCURRENCY above 0 takes jobs and keeps table and queue together.
 */
@Module({})
export class JobsModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly works: boolean;

  constructor(
    @Inject(jobsConfig.KEY) { jobConcurrency }: ConfigType<typeof jobsConfig>,
    @Inject(BACKEND) private readonly backend: QueueBackend,
    private readonly queue: JobQueue,
    private readonly rings: JobRings,
    private readonly worker: JobWorker,
    private readonly reconciler: Reconciler,
    private readonly store: JobStore,
  ) {
    this.works = jobConcurrency > 0;
  }

  static forRoot({ http }: { http: boolean }): DynamicModule {
    return {
      module: JobsModule,
      imports: http ? [UploadsModule] : [],
      controllers: http ? [JobsController, JobEditsController] : [],
      providers: [
        {
          provide: BACKEND,
          inject: [queueConfig.KEY, DATABASE_SERVER],
          useFactory: (configuration: ConfigType<typeof queueConfig>, server: DatabaseServer) => openQueueBackend(configuration, server),
        },
        {
          provide: JobQueue,
          inject: [BACKEND, TransitKeyring],
          useFactory: (backend: QueueBackend, { ring }: TransitKeyring) => new JobQueue(backend, ring),
        },
        {
          provide: JobRings,
          inject: [JobRingStore, JobQueue, jobsConfig.KEY],
          useFactory: (store: JobRingStore, queue: JobQueue, { jobTtlSeconds, jobConcurrency }: ConfigType<typeof jobsConfig>) =>
            new JobRings(store, queue, jobTtlSeconds, jobConcurrency > 0),
        },
        {
          provide: JobWorker,
          inject: [BACKEND, TransitKeyring, JobRunner, jobsConfig.KEY],
          useFactory: (backend: QueueBackend, { ring }: TransitKeyring, runner: JobRunner, { jobConcurrency }: ConfigType<typeof jobsConfig>) =>
            new JobWorker(backend, ring, runner, jobConcurrency),
        },
        {
          provide: Reconciler,
          inject: [JobStore, JobQueue, UploadStore],
          useFactory: (store: JobStore, queue: JobQueue, uploads: UploadStore) => new Reconciler(store, queue, uploads),
        },
        ...(http ? [JobsService, JobIntake, JobEdits, JobEditStore, JobAccountData, JobResults, JobRetries, JobEventStreams] : []),
        JobStore,
        JobRingStore,
        JobSignals,
        UploadStore,
        JobCalls,
        JobChat,
        StructuredAnswers,
        TranscriptionStage,
        OutlineStage,
        LessonStage,
        JobFlow,
        JobRunner,
      ],
    };
  }

  /** Before any job is sealed or taken. */
  async onModuleInit(): Promise<void> {
    // What can't be let in now, the reconciler lets in.
    this.store.onAdmitted = (jobs) => jobs.forEach((job) => void this.queue.letIn(job, job.ring).catch(() => undefined));
    await this.rings.start();
  }

  onApplicationBootstrap(): void {
    if (!this.works) return;
    this.worker.start();
    this.reconciler.start();
    void this.rings.turn();
  }

  /** While keys, providers and database are still there. */
  async onModuleDestroy(): Promise<void> {
    await this.reconciler.stop();
    await atMost(WORKER_MS, this.worker.stop());
    await this.rings.stop();
  }

  /** After the last request, and before the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.rings.leave();
    await atMost(CLOSE_MS, this.queue.close());
    await atMost(CLOSE_MS, this.backend.close());
  }
}

/** A Redis that is away keeps its connections from closing: the process stops all the same. */
async function atMost(milliseconds: number, closing: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, milliseconds);
  await Promise.race([closing, late.promise]).finally(() => clearTimeout(timer));
}
