import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool, PoolClient } from 'pg';
import { InjectDatabasePool } from '../../database/index.js';
import { MetricsRegistry } from '../../prometheus/index.js';
import { findsControl, searchPages, searchedTables, type SearchedTable } from './search-table.js';

const FIRST_MS = 60_000;
const INTERVAL_MS = 60 * 60 * 1000;
/** A scan younger than this, in seconds, is good enough for another process of the database. */
const FRESH_SECONDS = 50 * 60;
/** Most pages of one table in one scan (16 MB); the next goes on where this one ended. */
const WINDOW_PAGES = 2_048;
/** Longest search of one window, in milliseconds; a window that takes longer is made smaller. */
const WINDOW_TIMEOUT_MS = 2_000;
const LOCK = 0x6b65_7973;

interface Cursor {
  page: number;
  window: number;
}

/**
 * Searches our own tables for keys in plain form, hourly and little by little, for `byok_plain_keys_found` of /metrics
 * and the log; `npm run audit:keys` looks further. Only one process of a database scans at a time.
 */
@Injectable()
export class KeyScanService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #cursors = new Map<string, Cursor>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #findings: number | undefined;
  #stopped = false;

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    metrics: MetricsRegistry,
    @InjectPinoLogger('KeyScan') private readonly logger: PinoLogger,
  ) {
    metrics.gauge('byok_plain_keys_found', 'Rows with a key in plain form, by the last scan of this process.', () => this.#findings);
  }

  onApplicationBootstrap(): void {
    this.#schedule(FIRST_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Scans unless that was done a short while ago, by whichever process. Never throws. */
  scanIfDue(freshSeconds = FRESH_SECONDS): Promise<void> {
    this.#running ??= this.#scan(freshSeconds)
      .catch((error: unknown) => this.logger.warn(`The scan for plain keys failed (${(error as { code?: string }).code ?? 'no code'}).`))
      .finally(() => (this.#running = undefined));
    return this.#running;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => void this.scanIfDue().then(() => this.#stopped || this.#schedule(INTERVAL_MS)), delayMs).unref();
  }

  async #scan(freshSeconds: number): Promise<void> {
    if (this.#stopped) return;
    const client = await this.pool.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
      if (rows[0]?.locked !== true) return;
      try {
        if (await this.#isDue(client, freshSeconds)) await this.#search(client);
      } finally {
        await client.query('select pg_advisory_unlock($1)', [LOCK]);
      }
    } finally {
      client.release();
    }
  }

  async #isDue(client: PoolClient, freshSeconds: number): Promise<boolean> {
    const { rowCount } = await client.query('select 1 from key_scans where at > now() - make_interval(secs => $1) limit 1', [freshSeconds]);
    return rowCount === 0;
  }

  async #search(client: PoolClient): Promise<void> {
    const started = performance.now();
    if (!(await findsControl(client))) {
      this.logger.error('The scan for plain keys does not find its control string: nothing was scanned.');
      return;
    }
    const tables = await searchedTables(client);
    let [rowsSearched, findings, whole] = [0, 0, true];
    for (const table of tables) {
      if (this.#stopped) return;
      const searched = await this.#searchWindow(client, table);
      rowsSearched += searched.rows;
      findings += searched.findings;
      whole &&= searched.whole;
      if (searched.findings > 0) this.logger.error(`${searched.findings} rows of ${table.name} look as if they held a key in plain form.`);
    }
    this.#findings = findings;
    await client.query('insert into key_scans (tables, rows_searched, findings, whole, duration_ms) values ($1, $2, $3, $4, $5)', [
      tables.length,
      rowsSearched,
      findings,
      whole,
      Math.round(performance.now() - started),
    ]);
  }

  async #searchWindow(client: PoolClient, table: SearchedTable): Promise<{ rows: number; findings: number; whole: boolean }> {
    const name = `${table.schema}.${table.name}`;
    const cursor = this.#cursors.get(name) ?? { page: 0, window: WINDOW_PAGES };
    const from = cursor.page < table.pages ? cursor.page : 0;
    const to = Math.min(table.pages, from + cursor.window);
    this.#cursors.set(name, { ...cursor, page: to });
    try {
      await client.query('begin read only');
      await client.query(`set local statement_timeout = ${WINDOW_TIMEOUT_MS}`);
      return { ...(await searchPages(client, table, from, to)), whole: from === 0 && to === table.pages };
    } catch (error) {
      if ((error as { code?: string }).code !== '57014') throw error;
      this.#cursors.set(name, { page: from, window: Math.max(1, Math.floor(cursor.window / 8)) });
      return { rows: 0, findings: 0, whole: false };
    } finally {
      await client.query('rollback');
    }
  }
}
