import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Pool } from 'pg';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Sends a statement whose values nobody else holds. */
async function sendOnce(pool: Pool): Promise<WeakRef<string[]>> {
  const values = ['a text'];
  await pool.query('select $1::text as text', values);
  return new WeakRef(values);
}

/** Has a pool open a connection for a statement: `kept` tells whether its values are still in memory while the connection is. */
export async function openForStatement(pool: Pool): Promise<{ readonly opened: number; readonly kept: boolean }> {
  const before = pool.totalCount;
  const taken = await Promise.all(Array.from({ length: before }, () => pool.connect()));
  const values = await sendOnce(pool);
  for (const client of taken) client.release();
  for (let round = 0; round < 20 && values.deref() !== undefined; round += 1) {
    await sleep(20);
    collectGarbage();
  }
  return { opened: pool.totalCount - before, kept: values.deref() !== undefined };
}
