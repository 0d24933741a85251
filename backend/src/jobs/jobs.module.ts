import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../config/index.js';
import { DATABASE_SERVER, type DatabaseServer } from '../database/index.js';
import { UploadsModule } from '../uploads/index.js';
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
import { openQueueBackend, type JobsQueue, type QueueBackend } from './queue/queue-backend.js';
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
const QUEUE = Symbol('jobs.queue');

/**
 * Long work that carries the user's key sealed. `http: false` leaves the routes out, for the worker process.
 * A process with JOB_CONCURRENCY above 0 takes jobs and keeps table and queue together.
 */
@Module({})
export class JobsModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly works: boolean;

  constructor(
    @Inject(CONFIGURATION) { jobConcurrency }: Configuration,
    @Inject(BACKEND) private readonly backend: QueueBackend,
    @Inject(QUEUE) private readonly queue: JobsQueue,
    private readonly worker: JobWorker,
    private readonly reconciler: Reconciler,
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
          inject: [CONFIGURATION, DATABASE_SERVER],
          useFactory: (configuration: Configuration, server: DatabaseServer) => openQueueBackend(configuration, server),
        },
        { provide: QUEUE, inject: [BACKEND], useFactory: (backend: QueueBackend) => backend.queue() },
        { provide: JobQueue, inject: [QUEUE], useFactory: (queue: JobsQueue) => new JobQueue(queue) },
        {
          provide: JobWorker,
          inject: [BACKEND, JobRunner, CONFIGURATION],
          useFactory: (backend: QueueBackend, runner: JobRunner, { jobConcurrency }: Configuration) => new JobWorker(backend, runner, jobConcurrency),
        },
        {
          provide: Reconciler,
          inject: [JobStore, JobQueue, UploadStore],
          useFactory: (store: JobStore, queue: JobQueue, uploads: UploadStore) => new Reconciler(store, queue, uploads),
        },
        ...(http ? [JobsService, JobIntake, JobEdits, JobEditStore, JobResults, JobRetries, JobEventStreams] : []),
        JobStore,
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

  onApplicationBootstrap(): void {
    if (!this.works) return;
    this.worker.start();
    this.reconciler.start();
  }

  /** While keys, providers and database are still there. */
  async onModuleDestroy(): Promise<void> {
    await this.reconciler.stop();
    await this.worker.stop();
  }

  /** After the last request, and before the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.backend.close();
  }
}
