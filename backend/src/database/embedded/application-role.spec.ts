import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { APPLICATION_ROLE } from './application-role.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';

const logger = { info: () => undefined, warn: () => undefined };
const dataDir = mkdtempSync(join(tmpdir(), 'byok-role-'));
const start = () => startEmbeddedPostgres({ dataDir, logger, settings: { fsync: 'off' } });
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function asking<T>(connectionString: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

describe('the application in the embedded database', () => {
  let server: EmbeddedPostgres;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.close());

  it('is no superuser: it runs no program, reads no file and becomes nobody else', async () => {
    await asking(server.connectionString(), async (client) => {
      const { rows } = await client.query("select rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = current_user");
      expect(rows).toEqual([{ rolname: APPLICATION_ROLE, rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false }]);
      await client.query('create table own (line text)');
      for (const statement of ["copy own from program 'id'", "copy own from '/etc/passwd'", "select pg_read_file('PG_VERSION')", 'set role byok', 'alter role byok_app superuser', "alter system set log_statement = 'all'"]) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
      await client.query('drop table own');
    });
  });

  it('owns whatever an older version made as the superuser, and goes on with it', async () => {
    const superuser = server.connectionString('byok');
    await asking(superuser, (client) =>
      client.query(`
        create schema older;
        create type older.mood as enum ('good');
        create table older.things (id serial primary key, number bigint generated always as identity, mood older.mood, note text);
        create sequence older.loose;
        create view older.seen as select id from older.things;
        create function older.touch() returns trigger language plpgsql as $$ begin return new; end $$;
        create trigger touched before insert on older.things for each row execute function older.touch();
        create table kept (line text);
        insert into older.things (mood, note) values ('good', 'kept');
        insert into kept values ('kept');
        alter database byok owner to byok;
      `),
    );
    await server.close();
    server = await start();
    await asking(server.connectionString(), async (client) => {
      expect((await client.query('select note from older.things')).rows).toEqual([{ note: 'kept' }]);
      await client.query(`
        insert into older.things (mood, note) values ('good', 'new');
        alter table older.things add column more text;
        alter type older.mood add value 'bad';
        create or replace function older.touch() returns trigger language plpgsql as $$ begin return null; end $$;
        alter table kept add column more text;
        create schema newer;
        drop schema older cascade;
        drop table kept;
        drop schema newer;
      `);
    });
    // Nothing is left to hand over.
    const { rows } = await asking(superuser, (client) =>
      client.query("select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'public' and pg_get_userbyid(relowner) <> $1", [APPLICATION_ROLE]),
    );
    expect(rows).toEqual([]);
  });

  it('leaves a neighbouring version its way in', async () => {
    await asking(server.connectionString(), (client) => client.query('create table shared (line text)'));
    await asking(server.connectionString('byok'), (client) => client.query("alter table shared add column more text; insert into shared values ('a', 'b')"));
    await asking(server.connectionString(), (client) => client.query('drop table shared'));
  });
});
