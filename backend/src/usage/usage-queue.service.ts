import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { MetricsRegistry } from '../metrics/prometheus/metrics-registry.service.js';
import { RowBlock } from './row-block.js';
import { UsageWriter } from './usage-writer.service.js';

/** Longest wait of a record; a full block is written at once. */
const FLUSH_MS = 1_000;
/** What may wait while the database is away; beyond it the oldest are dropped and counted. */
const CAPACITY = 10_000;
const LONGEST_PAUSE_MS = 30_000;
/** SQLSTATE classes of rows that no later try would mend: data exceptions and violated constraints. */
const REFUSED = /^2[23]/;
/** Tries of the last flush, before the process ends. */
const LAST_TRIES = 3;

/** Takes records without making anyone wait, and writes them in blocks behind the answers. */
@Injectable()
export class UsageQueue implements OnApplicationShutdown {
  /** What may wait; tests lower it. */
  capacity = CAPACITY;
  /** Oldest first; only the last has room. */
  #blocks: RowBlock[] = [];
  #rows = 0;
  readonly #sources: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<boolean> | undefined;
  #pauseMs = 0;
  readonly #dropped;

  constructor(
    private readonly writer: UsageWriter,
    metrics: MetricsRegistry,
    @InjectPinoLogger('Usage') private readonly logger: PinoLogger,
  ) {
    this.#dropped = metrics.counter('byok_usage_dropped_total', 'Usage records that were lost because the database was away.');
    metrics.gauge('byok_usage_waiting', 'Usage records that wait to be written.', () => this.#rows);
  }

  /** @param handOver adds what its owner still holds; called before each flush */
  drawFrom(handOver: () => void): void {
    this.#sources.push(handOver);
  }

  /** @param row a JSON object of `recordJson` */
  add(row: string): void {
    if (!this.#blocks.at(-1)?.add(row)) this.#blocks.push(new RowBlock(row));
    this.#rows += 1;
    this.#dropSurplus();
    if (this.#writing === undefined) this.#next();
  }

  /** Writes what waits now. Whether all was written. */
  async flush(): Promise<boolean> {
    for (const handOver of this.#sources) handOver();
    while (this.#writing !== undefined) await this.#writing;
    while (this.#rows > 0) if (!(await this.#write())) return false;
    return true;
  }

  async onApplicationShutdown(): Promise<void> {
    for (let tries = 0; tries < LAST_TRIES && !(await this.flush()); tries += 1);
    clearTimeout(this.#timer);
    this.#drop(this.#rows);
  }

  #next(): void {
    if (this.#pauseMs === 0 && this.#blocks.length > 1) void this.#write();
    else this.#timer ??= setTimeout(() => void this.#write(), Math.max(FLUSH_MS, this.#pauseMs)).unref();
  }

  #write(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeBlock().finally(() => {
      this.#writing = undefined;
      if (this.#rows > 0) this.#next();
    });
    return this.#writing;
  }

  async #writeBlock(): Promise<boolean> {
    const block = this.#blocks.shift();
    if (block === undefined) return true;
    this.#rows -= block.rows;
    try {
      await this.writer.write(block.toJson());
      this.#pauseMs = 0;
      return true;
    } catch (error) {
      return this.#failed(block, String((error as { code?: unknown }).code ?? 'no connection'));
    }
  }

  /** Puts the block back, unless the database will never take it. Whether the next may be written. */
  #failed(block: RowBlock, code: string): boolean {
    if (REFUSED.test(code)) {
      this.logger.error(`The database refused ${block.rows} usage records (${code}): they are lost.`);
      this.#dropped.add(block.rows);
      return true;
    }
    // The first failure of a series speaks for all.
    if (this.#pauseMs === 0) this.logger.warn(`Usage records wait for the database (${code}).`);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FLUSH_MS, this.#pauseMs * 2));
    this.#blocks.unshift(block);
    this.#rows += block.rows;
    this.#dropSurplus();
    return false;
  }

  #dropSurplus(): void {
    if (this.#rows > this.capacity) this.#drop(this.#rows - this.capacity);
  }

  #drop(count: number): void {
    let left = count;
    for (let oldest = this.#blocks[0]; left > 0 && oldest !== undefined; oldest = this.#blocks[0]) {
      left -= oldest.drop(left);
      if (oldest.rows === 0) this.#blocks.shift();
    }
    this.#rows -= count;
    if (count > 0) this.#dropped.add(count);
  }
}
