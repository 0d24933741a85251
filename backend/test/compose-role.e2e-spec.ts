import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';

const root = new URL('../../docker/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

describe('the example of docker compose', () => {
  it('connects as a role that its database makes at its start, with a password of its own', () => {
    const compose = read('compose.yaml');
    expect(compose).toMatch(/DATABASE_URL: postgres:\/\/byok_app:\$\{DATABASE_PASSWORD:/);
    expect(compose).toContain('APPLICATION_PASSWORD: ${DATABASE_PASSWORD}');
    expect(compose).toContain('./postgres/10-application-role.sh:/docker-entrypoint-initdb.d/10-application-role.sh');
    expect(compose).toContain('./postgres/application-role.sql:/application-role.sql');
    expect(read('postgres/10-application-role.sh')).toContain('-f /application-role.sql');
  });

  it('makes that role the owner of everything, no superuser, and stands being run again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'byok-compose-'));
    const server = await startEmbeddedPostgres({ dataDir, logger: { info: () => undefined, warn: () => undefined }, settings: { fsync: 'off' } });
    const superuser = new pg.Client({ connectionString: server.connectionString('byok') });
    try {
      await superuser.connect();
      await superuser.query("set byok.password = 'fromCompose1'");
      await superuser.query('create table if not exists made_before (line text)');
      for (let run = 0; run < 2; run += 1) await superuser.query(read('postgres/application-role.sql'));
      const url = new URL(server.connectionString('byok'));
      url.username = 'byok_app';
      url.password = 'fromCompose1';
      const application = new pg.Client({ connectionString: url.href });
      await application.connect();
      const { rows } = await application.query("select rolsuper, rolcreaterole, (select tableowner from pg_tables where tablename = 'made_before') as owner from pg_roles where rolname = current_user");
      expect(rows).toEqual([{ rolsuper: false, rolcreaterole: false, owner: 'byok_app' }]);
      await application.query('create schema drizzle_probe');
      await expect(application.query("copy made_before from program 'id'")).rejects.toMatchObject({ code: '42501' });
      await application.end();
    } finally {
      await superuser.end();
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
