import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { MetricsRegistry } from '../metrics/prometheus/metrics-registry.service.js';
import { UsageWriter } from './usage-writer.service.js';

/** Written when this many records wait, or the oldest has waited for `FLUSH_MS`. */
const BATCH = 1_000;
const FLUSH_MS = 1_000;
/** Records in one statement. */
const STATEMENT = 2_000;
/** What may wait while the database is away; beyond it the oldest are dropped and counted. */
const CAPACITY = 10_000;
const LONGEST_PAUSE_MS = 30_000;
/** SQLSTATE classes of rows that no later try would mend: data exceptions and violated constraints. */
const REFUSED = /^2[23]/;
/** Tries of the last flush, before the process ends. */
const LAST_TRIES = 3;

/** Takes records without making anyone wait, and writes them in batches behind the answers. */
@Injectable()
export class UsageQueue implements OnApplicationShutdown {
  /** What may wait; tests lower it. */
  capacity = CAPACITY;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<boolean> | undefined;
  #pauseMs = 0;
  readonly #logger = new Logger('Usage');
  readonly #dropped;

  constructor(
    private readonly writer: UsageWriter,
    metrics: MetricsRegistry,
  ) {
    this.#dropped = metrics.counter('byok_usage_dropped_total', 'Usage records that were lost because the database was away.');
    metrics.gauge('byok_usage_waiting', 'Usage records that wait to be written.', () => this.#waiting.length);
  }

  /** @param record a JSON object of `recordJson` */
  add(record: string): void {
    this.#waiting.push(record);
    if (this.#waiting.length > this.capacity) this.#drop(this.#waiting.length - this.capacity);
    if (this.#writing === undefined) this.#next();
  }

  /** Writes what waits now. Whether all was written. */
  async flush(): Promise<boolean> {
    while (this.#writing !== undefined) await this.#writing;
    while (this.#waiting.length > 0) if (!(await this.#write())) return false;
    return true;
  }

  async onApplicationShutdown(): Promise<void> {
    for (let tries = 0; tries < LAST_TRIES && !(await this.flush()); tries += 1);
    clearTimeout(this.#timer);
    if (this.#waiting.length > 0) this.#drop(this.#waiting.length);
  }

  #next(): void {
    if (this.#pauseMs === 0 && this.#waiting.length >= BATCH) void this.#write();
    else this.#timer ??= setTimeout(() => void this.#write(), Math.max(FLUSH_MS, this.#pauseMs)).unref();
  }

  #write(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0) this.#next();
    });
    return this.#writing;
  }

  async #writeBatch(): Promise<boolean> {
    const batch = this.#waiting.splice(0, STATEMENT);
    try {
      await this.writer.write(batch);
      this.#pauseMs = 0;
      return true;
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? 'no connection');
      if (REFUSED.test(code)) {
        this.#logger.error(`The database refused ${batch.length} usage records (${code}): they are lost.`);
        this.#dropped.add(batch.length);
        return true;
      }
      // The first failure of a series speaks for all.
      if (this.#pauseMs === 0) this.#logger.warn(`Usage records wait for the database (${code}).`);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FLUSH_MS, this.#pauseMs * 2));
      this.#waiting = [...batch, ...this.#waiting];
      if (this.#waiting.length > this.capacity) this.#drop(this.#waiting.length - this.capacity);
      return false;
    }
  }

  #drop(count: number): void {
    this.#waiting.splice(0, count);
    this.#dropped.add(count);
  }
}
