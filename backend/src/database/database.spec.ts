import { sql } from 'drizzle-orm';
import { externalServer } from './database-server.js';
import { createPool } from './database.pool.js';
import { createDatabase } from './database.session.js';
import { createTestDatabase } from '../../test/support/test-database.js';

describe('test database', () => {
  it('answers', async () => {
    const test = await createTestDatabase();
    const pool = createPool(externalServer(test.databaseUrl));
    const { rows } = await createDatabase(pool).execute<{ one: number }>(sql`select 1 as one`);
    expect(rows).toEqual([{ one: 1 }]);
    await pool.end();
    await test.drop();
  });
});
