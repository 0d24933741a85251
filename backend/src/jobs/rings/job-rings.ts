import { Logger } from '@nestjs/common';
import { SHARED_RING } from '../../byok/index.js';
import type { JobQueue } from '../queue/job-queue.service.js';
import { UNSEEN_SECONDS, isDead, isRunning } from './is-dead.js';
import type { JobRingStore } from './job-ring.store.js';
import { thisMachine } from './this-machine.js';

const BEAT_MS = 5_000;
/** A longer gap between two signs of life, in milliseconds, means that this process slept or the database was away. */
const GAP_MS = 3 * BEAT_MS;

/**
 * Tells the other processes on the database that this one lives, and takes over the jobs of those that don't: their
 * envelopes can be opened by nobody, so the jobs go on without, and their queue is taken away.
 */
export class JobRings {
  private readonly logger = new Logger('Jobs');
  private readonly machine = thisMachine();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private steadySince: number | undefined;
  private lastBeat = -Infinity;

  constructor(
    private readonly store: JobRingStore,
    private readonly queue: JobQueue,
    private readonly jobTtlSeconds: number,
    private readonly adopts: boolean,
  ) {}

  /** Before the first job is sealed. @throws when the database can't be written */
  async start(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => void this.turn(), BEAT_MS);
    this.timer.unref();
  }

  /** A sign of life, and a look at the others. Never throws. */
  turn(): Promise<void> {
    this.running ??= this.beat()
      .then(() => (this.adopts ? this.adoptDead() : undefined))
      .catch((error: unknown) => {
        this.steadySince = undefined;
        this.logger.debug(`The rings of keys could not be looked after: ${reason(error)}`);
      })
      .finally(() => (this.running = undefined));
    return this.running;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** After the worker has stopped. What keys made in memory have sealed ends with them; configured ones stay. */
  async leave(): Promise<void> {
    const { ring } = this.queue;
    if (ring === SHARED_RING) return;
    try {
      await this.queue.obliterate(ring);
      await this.store.forget(ring);
    } catch (error) {
      this.logger.debug(`The queue of this process stays for another to take away: ${reason(error)}`);
    }
  }

  private async beat(): Promise<void> {
    const { ring } = this.queue;
    await this.store.beat(ring, ring === SHARED_RING ? undefined : { machine: this.machine, pid: process.pid });
    const now = performance.now();
    if (now - this.lastBeat > GAP_MS) this.steadySince = undefined;
    this.lastBeat = now;
    this.steadySince ??= now;
  }

  private async adoptDead(): Promise<void> {
    const steady = this.steadySince !== undefined && performance.now() - this.steadySince > UNSEEN_SECONDS * 1000;
    for (const other of await this.store.others(this.queue.ring)) {
      if (isDead(other, { machine: this.machine, steady, jobTtlSeconds: this.jobTtlSeconds, isRunning })) await this.adopt(other.id);
    }
  }

  /** Can be broken off anywhere: what is left to do is done by the next turn, or by the reconciler. */
  private async adopt(dead: string): Promise<void> {
    const places = await this.store.adopt(dead, this.queue.ring);
    if (places.length > 0) this.logger.warn(`${places.length} jobs of a process that is gone are taken over; the keys that came with them are gone with it.`);
    for (const { id, submission, admitted } of places) await this.queue.add(id, {}, submission, !admitted);
    await this.queue.obliterate(dead);
    await this.store.forget(dead);
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : 'no reason given');
