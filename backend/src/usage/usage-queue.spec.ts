import { eventually } from '../../test/support/eventually.js';
import { silentLogger } from '../../test/support/silent-logger.js';
import { MetricsRegistry } from '../prometheus/index.js';
import { UsageQueue } from './usage-queue.service.js';
import type { UsageRow } from './usage-record.js';
import type { UsageWriter } from './usage-writer.service.js';

/** The queue looks at no row. */
const row = (value: unknown) => value as UsageRow;

/** A database that can be away. */
class Database {
  readonly rows: unknown[] = [];
  failure: Error | undefined;

  async write(rows: readonly UsageRow[]): Promise<void> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    this.rows.push(...rows);
  }
}

describe('UsageQueue', () => {
  let database: Database;
  let metrics: MetricsRegistry;
  let queue: UsageQueue;

  beforeEach(() => {
    database = new Database();
    metrics = new MetricsRegistry();
    queue = new UsageQueue(database as unknown as UsageWriter, metrics, silentLogger);
  });
  afterEach(() => metrics.onApplicationShutdown());

  const dropped = async () => Number(/byok_usage_dropped_total (\d+)/.exec(await metrics.text())?.[1]);

  it('writes every record once, in order', async () => {
    for (let index = 0; index < 5_000; index += 1) queue.add(row(index));
    expect(await queue.flush()).toBe(true);
    expect(database.rows).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
    expect(await dropped()).toBe(0);
  });

  it('writes a single record without being asked', async () => {
    queue.add(row('one'));
    await eventually(() => expect(database.rows).toEqual(['one']));
  });

  it('keeps the newest while the database is away, and counts what it lost', async () => {
    database.failure = new Error('connect ECONNREFUSED');
    for (let index = 0; index < 10_150; index += 1) queue.add(row(index));
    expect(await queue.flush()).toBe(false);
    database.failure = undefined;
    expect(await queue.flush()).toBe(true);
    expect(database.rows).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 150));
    expect(await dropped()).toBe(150);
  });

  it('does not hold everything up for rows that the database refuses', async () => {
    database.failure = Object.assign(new Error('integer out of range'), { code: '22003' });
    queue.add(row('bad'));
    expect(await queue.flush()).toBe(true);
    database.failure = undefined;
    queue.add(row('good'));
    await queue.flush();
    expect([database.rows, await dropped()]).toEqual([['good'], 1]);
  });

  it('writes the rest when the application ends, and counts what it could not', async () => {
    queue.add(row('last'));
    await queue.onApplicationShutdown();
    expect(database.rows).toEqual(['last']);
    database.failure = new Error('gone');
    queue.add(row('lost'));
    await queue.onApplicationShutdown();
    expect(await dropped()).toBe(1);
  });
});
