import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { openQueueConnection } from '../jobs/queue/queue-connection.js';
import { externalServer } from './database-server.js';
import { createPool } from './database.pool.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Sends a statement whose values nobody else holds. */
async function sendOnce(pool: Pool): Promise<WeakRef<string[]>> {
  const values = ['a text'];
  await pool.query('select $1::text as text', values);
  return new WeakRef(values);
}

describe.each(['the application', 'the queue'])('a connection of the pool of %s', (whose) => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    const server = externalServer(database.databaseUrl);
    pool = whose === 'the queue' ? ((await openQueueConnection({ queueUrl: undefined }, server)).options as Pool) : createPool(server);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('does not keep the statement for which it was opened', async () => {
    const before = pool.totalCount;
    const taken = await Promise.all(Array.from({ length: before }, () => pool.connect()));
    const values = await sendOnce(pool);
    for (const client of taken) client.release();
    expect(pool.totalCount).toBe(before + 1);
    for (let round = 0; round < 20 && values.deref() !== undefined; round += 1) {
      await sleep(20);
      collectGarbage();
    }
    expect(values.deref()).toBeUndefined();
    expect(pool.totalCount).toBe(before + 1);
  });

  it('that can’t be made fails the statement', async () => {
    const nowhere = createPool(externalServer('postgres://nobody@127.0.0.1:1/none'));
    await expect(nowhere.query('select 1')).rejects.toMatchObject({ code: 'unavailable' });
    await nowhere.end();
  });
});
