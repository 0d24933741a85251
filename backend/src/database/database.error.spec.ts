import { ByokError } from '#contracts';
import { sql } from 'drizzle-orm';
import { inspect } from 'node:util';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { externalServer } from './database-server.js';
import { DatabaseQueryError, isUniqueViolation, translateDatabaseError } from './database.error.js';
import { createPool } from './database.pool.js';
import { createDatabase } from './database.session.js';
import type { Database } from './tokens.js';

const VALUE = 'someone@example.com';

describe('errors of the database', () => {
  let test: TestDatabase;
  let pool: Pool;
  let database: Database;

  beforeAll(async () => {
    test = await createTestDatabase();
    pool = createPool(externalServer(test.databaseUrl));
    database = createDatabase(pool);
    await database.execute(sql`create table addresses (address text constraint addresses_once unique, number int)`);
    await database.execute(sql`insert into addresses values (${VALUE}, 1)`);
  });

  afterAll(async () => {
    await pool.end();
    await test.drop();
  });

  const insertAgain = (through: Pick<Database, 'execute'>) =>
    through.execute(sql`insert into addresses values (${VALUE}, 2)`);
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => fail('it succeeded'),
      (error: unknown) => error,
    );

  it('name the constraint and never a value', async () => {
    const error = await failureOf(insertAgain(database));
    expect(error).toBeInstanceOf(DatabaseQueryError);
    expect(error).toMatchObject({ code: '23505', table: 'addresses', constraint: 'addresses_once' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(VALUE);
    const malformed = await failureOf(database.execute(sql`select ${VALUE}::uuid`));
    expect(malformed).toMatchObject({ code: '22P02' });
    expect(inspect(malformed, { depth: 9, showHidden: true })).not.toContain(VALUE);
  });

  it.each([
    ['text', sql`insert into addresses values (${'a\u0000b'}, 3)`],
    ['jsonb', sql`select ${'"a\\u0000b"'}::jsonb`],
  ])('take a character that %s refuses for the fault of what was sent', async (_what, statement) => {
    expect(await failureOf(database.execute(statement))).toMatchObject({ name: 'ByokError', code: 'invalid_input' });
  });

  it('are recognised as a duplicate inside and outside a transaction', async () => {
    expect(isUniqueViolation(await failureOf(insertAgain(database)), 'addresses_once')).toBe(true);
    expect(isUniqueViolation(await failureOf(insertAgain(database)), 'another')).toBe(false);
    expect(isUniqueViolation(await failureOf(database.execute(sql`select 1 / 0`)))).toBe(false);
    const outcome = await failureOf(
      database.transaction(async (transaction) => {
        const inside = await failureOf(transaction.transaction((nested) => insertAgain(nested)));
        expect(isUniqueViolation(inside)).toBe(true);
        await insertAgain(transaction);
      }),
    );
    expect(outcome).toBeInstanceOf(DatabaseQueryError);
    expect(isUniqueViolation(outcome)).toBe(true);
  });

  it('pass what the caller throws in a transaction unchanged', async () => {
    const own = new ByokError('conflict', 'The address is taken.');
    expect(await failureOf(database.transaction(() => Promise.reject(own)))).toBe(own);
  });

  it('say unavailable while no server answers, from every way in', async () => {
    const absent = createPool(externalServer('postgres://byok:hidden-word@127.0.0.1:1/byok'));
    const lost = createDatabase(absent);
    const failures = [
      lost.execute(sql`select 1`),
      lost.transaction((transaction) => transaction.execute(sql`select 1`)),
      absent.query('select 1'),
      absent.connect(),
    ];
    for (const failure of await Promise.all(failures.map(failureOf))) {
      expect(failure).toMatchObject({ name: 'ByokError', code: 'unavailable', status: 503, retryAfterSeconds: 2 });
      expect(inspect(failure, { depth: 9 })).not.toContain('hidden-word');
    }
    await absent.end();
  });

  it('say unavailable when the connection breaks under a statement, and the pool works on', async () => {
    const sleeping = failureOf(database.transaction((transaction) => transaction.execute(sql`select pg_sleep(20)`)));
    const isAsleep = async () =>
      (await pool.query("select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"))
        .rowCount === 1;
    while (!(await isAsleep())) await new Promise((resolve) => setTimeout(resolve, 10));
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
    );
    expect(await sleeping).toMatchObject({ code: 'unavailable' });
    expect((await pool.query('select count(*)::int as number from addresses')).rows).toEqual([{ number: 1 }]);
  });

  it('leave errors alone that are none of the database', () => {
    const own = new TypeError('not a function');
    expect(translateDatabaseError(own)).toBe(own);
  });
});

function fail(reason: string): never {
  throw new Error(reason);
}
