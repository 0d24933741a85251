import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { InjectDatabase, jobs, users, type Database } from '../../database/index.js';
import { AccountChanges } from '../../users/index.js';
import { JobQueue } from '../queue/job-queue.service.js';
import { JobStore } from '../store/job-store.service.js';
import { JobWorkRegistry } from '../worker/job-work.registry.js';

/** How often is looked for jobs that were on their way in when their user was locked, in milliseconds. */
const LOOK_MS = 30_000;

const LOCKED = { code: 'forbidden', detail: 'An administrator has locked this account, so that its jobs were stopped. Once it is unlocked, a job can be tried again.' } as const;

/** Stops the jobs of a user who is locked: nobody could look at them, and they would go on to be paid for. */
@Injectable()
export class LockedJobs implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  #looking: NodeJS.Timeout | undefined;

  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly accounts: AccountChanges,
    private readonly store: JobStore,
    private readonly queue: JobQueue,
    private readonly registry: JobWorkRegistry,
    @InjectPinoLogger(LockedJobs.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.accounts.onLocked((userId) => this.cancel(userId));
  }

  onApplicationBootstrap(): void {
    const look = () => this.cancel().catch((error: unknown) => this.logger.warn({ err: error }, 'jobs of locked users could not be looked for; next try in half a minute'));
    this.#looking = setInterval(() => void look(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#looking);
  }

  /** Cancels the open jobs of a locked user, or of all who are locked. */
  async cancel(userId?: string): Promise<void> {
    const open = await this.database
      .select({ id: jobs.id, submission: jobs.submission, keyGroup: jobs.keyGroup, status: jobs.status })
      .from(jobs)
      .innerJoin(users, eq(users.id, jobs.userId))
      .where(and(isNull(jobs.endedAt), isNotNull(users.lockedAt), ...(userId === undefined ? [] : [eq(users.id, userId)])));
    for (const { id, submission, keyGroup, status } of open) {
      if (!(await this.store.end({ id }, { status: 'cancelled', error: LOCKED }))) continue;
      // The worker lets go of what it has; reconciliation takes out what can't be reached now.
      await this.queue.remove(id, submission, keyGroup).catch(() => undefined);
      if (status === 'queued') await this.registry.work.deleteFile(id);
    }
  }
}
