import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { SHARED_KEY_GROUP } from '#nestjs-byok';
import { jobsConfig } from '../../config/index.js';
import { JobQueue } from '../queue/job-queue.service.js';
import { UNSEEN_SECONDS, isDead, isRunning, thisMachine } from './is-dead.js';
import { WorkerGroupStore } from './worker-group.store.js';

/** Between two signs of life, in milliseconds. */
const BEAT_MS = 5_000;
/** A longer gap between two signs of life, in milliseconds, means that this process slept or the database was away. */
const MAX_GAP_MS = 3 * BEAT_MS;

/**
 * Tells the other processes on the database that this one lives, and takes over the jobs of those that don't: their
 * envelopes can be opened by nobody, so the jobs go on without, and their queue is taken away.
 */
@Injectable()
export class WorkerGroups {
  readonly #machine = thisMachine();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #steadySince: number | undefined;
  #lastBeat = -Infinity;

  constructor(
    private readonly store: WorkerGroupStore,
    private readonly queue: JobQueue,
    @Inject(jobsConfig.KEY) private readonly configuration: ConfigType<typeof jobsConfig>,
    @InjectPinoLogger('Jobs') private readonly logger: PinoLogger,
  ) {}

  /** Before the first job is sealed. @throws when the database can't be written */
  async start(): Promise<void> {
    await this.#beat();
    this.#timer = setInterval(() => void this.turn(), BEAT_MS);
    this.#timer.unref();
  }

  /** A sign of life, and a look at the others. Never throws. */
  turn(): Promise<void> {
    this.#running ??= this.#beat()
      .then(() => (this.configuration.jobConcurrency > 0 ? this.#adoptDead() : undefined))
      .catch((error: unknown) => {
        this.#steadySince = undefined;
        this.logger.debug(`The key groups could not be looked after: ${reason(error)}`);
      })
      .finally(() => (this.#running = undefined));
    return this.#running;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** After the worker has stopped. What keys made in memory have sealed ends with them; configured ones stay. */
  async leave(): Promise<void> {
    const { keyGroup } = this.queue;
    if (keyGroup === SHARED_KEY_GROUP) return;
    try {
      await this.queue.obliterate(keyGroup);
      await this.store.forget(keyGroup);
    } catch (error) {
      this.logger.debug(`The queue of this process stays for another to take away: ${reason(error)}`);
    }
  }

  async #beat(): Promise<void> {
    const { keyGroup } = this.queue;
    await this.store.reportAlive(keyGroup, keyGroup === SHARED_KEY_GROUP ? undefined : { machine: this.#machine, pid: process.pid });
    const now = performance.now();
    if (now - this.#lastBeat > MAX_GAP_MS) this.#steadySince = undefined;
    this.#lastBeat = now;
    this.#steadySince ??= now;
  }

  async #adoptDead(): Promise<void> {
    const steady = this.#steadySince !== undefined && performance.now() - this.#steadySince > UNSEEN_SECONDS * 1000;
    for (const other of await this.store.others(this.queue.keyGroup)) {
      if (isDead(other, { machine: this.#machine, steady, jobTtlSeconds: this.configuration.jobTtlSeconds, isRunning })) await this.#adopt(other.id);
    }
  }

  /** Can be broken off anywhere: what is left to do is done by the next turn, or by the reconciler. */
  async #adopt(dead: string): Promise<void> {
    const adopted = await this.store.adopt(dead, this.queue.keyGroup);
    if (adopted.length > 0) this.logger.warn(`${adopted.length} jobs of a process that is gone are taken over; the keys that were sent with them are gone with it.`);
    for (const { id, submission, admitted } of adopted) await this.queue.add(id, {}, submission, !admitted);
    await this.queue.obliterate(dead);
    await this.store.forget(dead);
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : 'no reason given');
