import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { hasJobEnded } from '#contracts';
import type { JobEventRow } from '../../database/index.js';
import { hijackReply } from '../../gateway/index.js';
import { JobChangeListener } from '../store/job-change-listener.service.js';
import { JobStore } from '../store/job-store.service.js';
import { jobView } from './job-view.js';

/** Without a notification the table is asked this often, in milliseconds. */
const POLL_MS = 2_000;
/** Proxies cut connections that say nothing; in milliseconds. */
const HEARTBEAT_MS = 15_000;

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** Streams of a job's events, from the table: any API process can serve and resume any of them. */
@Injectable()
export class JobEventStreams implements OnModuleDestroy {
  readonly #open = new Set<() => void>();

  constructor(
    private readonly store: JobStore,
    private readonly signals: JobChangeListener,
  ) {}

  /**
   * Sends what came after event `after`, then what comes, and ends after the job's last event. Resolves when the
   * connection is done. Answers 204 when the last event was already received: a browser then asks no more.
   * A number that no event has yet counts as the last one's.
   */
  async serve(userId: string, jobId: string, after: number, reply: FastifyReply): Promise<void> {
    const { raw } = reply;
    const beginning = await this.store.eventsAfter(jobId, after);
    if (beginning.length === 0 && (await this.#isOver(userId, jobId))) {
      void reply.code(204).send();
      return;
    }
    let sent = beginning.length > 0 || after === 0 ? after : await this.#lastUntil(jobId, after);
    hijackReply(reply, 200, EVENT_STREAM);
    raw.flushHeaders();
    let again = true;
    let wake: () => void = () => undefined;
    const poke = () => {
      again = true;
      wake();
    };
    const unwatch = this.signals.watch(jobId, poke);
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
    raw.once('close', poke);
    const end = () => raw.destroy();
    this.#open.add(end);
    try {
      while (!raw.destroyed && !raw.writableEnded) {
        again = false;
        const events = await this.store.eventsAfter(jobId, sent).catch(() => undefined);
        if (events?.length === 0 && !(await this.store.exists(jobId).catch(() => true))) raw.end();
        for (const event of events ?? []) {
          raw.write(await this.#render(userId, event));
          sent = event.sequence;
          if (event.type !== 'progress') raw.end();
        }
        if (again || raw.writableEnded) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, POLL_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    } finally {
      clearInterval(heartbeat);
      unwatch();
      this.#open.delete(end);
    }
  }

  onModuleDestroy(): void {
    for (const end of this.#open) end();
  }

  async #lastUntil(jobId: string, after: number): Promise<number> {
    return Math.min(after, (await this.store.eventsAfter(jobId, 0)).at(-1)?.sequence ?? 0);
  }

  async #isOver(userId: string, jobId: string): Promise<boolean> {
    const job = await this.store.find(userId, jobId);
    return job === undefined || hasJobEnded(job.status);
  }

  /** Progress as it was then; the end with all that `GET /api/jobs/:id` tells. */
  async #render(userId: string, { jobId, sequence, type, progress, stage, status }: JobEventRow): Promise<string> {
    const job = type === 'progress' ? undefined : await this.store.find(userId, jobId);
    const data = job === undefined ? { id: jobId, status, progress, stage } : jobView(job);
    return `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
