import { openForStatement } from '../../test/support/forgotten-statements.js';
import { createTestDatabase } from '../../test/support/test-database.js';
import { externalServer } from './database-server.js';
import { createPool } from './database.pool.js';

describe('a connection of the pool', () => {
  it('does not keep the statement for which it was opened', async () => {
    const database = await createTestDatabase();
    const pool = createPool(externalServer(database.databaseUrl));
    expect(await openForStatement(pool)).toEqual({ opened: 1, kept: false });
    expect(await openForStatement(pool)).toEqual({ opened: 1, kept: false });
    await pool.end();
    await database.drop();
  });

  it('that can’t be made fails the statement', async () => {
    const nowhere = createPool(externalServer('postgres://nobody@127.0.0.1:1/none'));
    await expect(nowhere.query('select 1')).rejects.toMatchObject({ code: 'unavailable' });
    await nowhere.end();
  });
});
