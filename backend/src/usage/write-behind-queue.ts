import type { OnApplicationShutdown } from '@nestjs/common';
import type { PinoLogger } from 'nestjs-pino';
import type { Tally } from '../prometheus/index.js';

/** Longest wait of a record; a full batch is written at once. */
const FLUSH_MS = 1_000;
/** What may wait while the database is away; beyond it the oldest are dropped and counted. */
const CAPACITY = 10_000;
const MAX_BATCH = 256;
const MAX_PAUSE_MS = 30_000;
/** SQLSTATE classes of rows that no later try would mend: data exceptions and violated constraints. */
const REFUSED = /^2[23]/;
/** Tries of the last flush, before the process ends. */
const LAST_TRIES = 3;

/** What a queue writes, and where it says what became of it. */
export interface WriteBehindOptions<Row> {
  /** What the rows are called in the log. */
  readonly what: string;
  /** Throws what the database says; writing the same row twice must do no harm. */
  readonly write: (rows: readonly Row[]) => Promise<void>;
  /** Counts rows that were lost. */
  readonly dropped: Tally;
  readonly logger: PinoLogger;
}

/**
 * Takes rows without making anyone wait, and writes them in blocks behind the answers. While the database is away they
 * wait, as many as `CAPACITY`; a row that the database refuses is dropped alone.
 */
export class WriteBehindQueue<Row> implements OnApplicationShutdown {
  /** Oldest first. */
  #rows: Row[] = [];
  readonly #sources: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<boolean> | undefined;
  #pauseMs = 0;

  constructor(private readonly options: WriteBehindOptions<Row>) {}

  /** Rows that wait to be written. */
  get waiting(): number {
    return this.#rows.length;
  }

  /** @param handOver adds what its owner still holds; called before each flush */
  flushBeforeRead(handOver: () => void): void {
    this.#sources.push(handOver);
  }

  add(row: Row): void {
    this.#rows.push(row);
    this.#dropSurplus();
    if (this.#writing === undefined) this.#next();
  }

  /** Writes what waits now. Whether all was written. */
  async flush(): Promise<boolean> {
    for (const handOver of this.#sources) handOver();
    while (this.#writing !== undefined) await this.#writing;
    while (this.#rows.length > 0) if (!(await this.#write())) return false;
    return true;
  }

  async onApplicationShutdown(): Promise<void> {
    for (let tries = 0; tries < LAST_TRIES && !(await this.flush()); tries += 1);
    clearTimeout(this.#timer);
    this.#drop(this.#rows.length);
  }

  #next(): void {
    if (this.#pauseMs === 0 && this.#rows.length >= MAX_BATCH) void this.#write();
    else this.#timer ??= setTimeout(() => void this.#write(), Math.max(FLUSH_MS, this.#pauseMs)).unref();
  }

  #write(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = undefined;
      if (this.#rows.length > 0) this.#next();
    });
    return this.#writing;
  }

  async #writeBatch(): Promise<boolean> {
    const batch = this.#rows.splice(0, MAX_BATCH);
    const code = await this.#failureOf(batch);
    if (code === undefined) return true;
    return REFUSED.test(code) ? this.#writeEach(batch) : this.#putBack(batch, code);
  }

  /** Writes rows. @returns undefined when they are there, or else the database's code */
  async #failureOf(rows: readonly Row[]): Promise<string | undefined> {
    if (rows.length === 0) return undefined;
    try {
      await this.options.write(rows);
      this.#pauseMs = 0;
      return undefined;
    } catch (error) {
      return String((error as { code?: unknown }).code ?? 'no connection');
    }
  }

  /** One of them is refused: the others are not lost with it. Whether the next may be written. */
  async #writeEach(batch: readonly Row[]): Promise<boolean> {
    const { what, logger, dropped } = this.options;
    for (const [index, row] of batch.entries()) {
      const code = await this.#failureOf([row]);
      if (code === undefined) continue;
      if (!REFUSED.test(code)) return this.#putBack(batch.slice(index), code);
      logger.error(`The database refused one of the ${what} (${code}): it is lost.`);
      dropped.add(1);
    }
    return true;
  }

  /** They are tried again later: the next may not be written. */
  #putBack(batch: readonly Row[], code: string): false {
    const { what, logger } = this.options;
    // The first failure of a series speaks for all.
    if (this.#pauseMs === 0) logger.warn(`The ${what} wait for the database (${code}).`);
    this.#pauseMs = Math.min(MAX_PAUSE_MS, Math.max(FLUSH_MS, this.#pauseMs * 2));
    this.#rows = [...batch, ...this.#rows];
    this.#dropSurplus();
    return false;
  }

  #dropSurplus(): void {
    if (this.#rows.length > CAPACITY) this.#drop(this.#rows.length - CAPACITY);
  }

  /** Forgets the oldest rows. */
  #drop(count: number): void {
    this.#rows.splice(0, count);
    if (count > 0) this.options.dropped.add(count);
  }
}
