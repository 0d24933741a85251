import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { JobQueue } from '../queue/job-queue.service.js';
import { IdempotencyStore } from '../store/idempotency.store.js';
import { JobStore } from '../store/job-store.service.js';
import { JobWorkRegistry } from './job-work.registry.js';

const INTERVAL_MS = 30_000;
/** Between a job's row and its entry in the queue lies a moment; beyond this the process that was to add it is gone. */
const GRACE_MS = 15_000;

/**
 * Brings table, queue and disk together again after crashes. A job that the queue lost goes back without its
 * envelopes, which were nowhere else: it then goes on with the platform's key where the user consented, or says
 * that its key is gone. What the queue holds of ended jobs is taken out. Each process
 * looks after the jobs of its own key group; any number of processes may do this at once.
 */
@Injectable()
export class JobReconciler {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly store: JobStore,
    private readonly queue: JobQueue,
    private readonly registry: JobWorkRegistry,
    private readonly idempotency: IdempotencyStore,
    @InjectPinoLogger('Jobs') private readonly logger: PinoLogger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.run(), INTERVAL_MS);
    this.#timer.unref();
    void this.run();
  }

  /** Never throws: what could not be done now is done the next time. */
  run(graceMilliseconds: number = GRACE_MS): Promise<void> {
    this.#running ??= this.#reconcile(graceMilliseconds)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'jobs could not be reconciled; next try in half a minute'))
      .finally(() => (this.#running = undefined));
    return this.#running;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #reconcile(graceMilliseconds: number): Promise<void> {
    const queued = await this.queue.entries();
    const open = await this.store.stillOpen(queued.map(({ id }) => id), this.queue.keyGroup);
    for (const { id, submission } of queued) if (!open.has(id)) await this.queue.remove(id, submission);

    const untouched = await this.store.untouched(this.queue.keyGroup, graceMilliseconds);
    for (const { id, submission, admitted } of await this.queue.missing(untouched)) await this.queue.add(id, {}, submission, !admitted);

    await this.store.admitHeld();
    const held = queued.filter(({ id, isHeld }) => isHeld && open.has(id));
    const admitted = await this.store.admitted(held.map(({ id }) => id));
    for (const entry of held) if (admitted.has(entry.id)) await this.queue.release(entry);

    await this.idempotency.forgetExpired();
    await this.registry.work.sweepFiles((ids) => this.store.needFile(ids));
  }
}
