import pg from 'pg';
import { superuserUrl } from './credentials.js';

const NAME = 'byok keeper';
/** Any constant: the one keeper of a server has this advisory lock in the database `postgres`. */
const ADVISORY_LOCK = 0x6b656570;

/**
 * Stops the server from inside once nobody is connected for some 12 seconds. It is a loop in a server session of
 * its own: such a session doesn't notice the end of the client that began it, so it outlives a killed application.
 * `pg_sleep` between commits, so that it holds no snapshot; `kill -INT` is PostgreSQL's fast shutdown.
 */
const WATCH_FOR_SOLITUDE = `
do $$
declare
  quiet_rounds int := 0;
begin
  loop
    perform pg_sleep(3);
    if exists (
      select from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> '${NAME}'
    ) then
      quiet_rounds := 0;
    else
      quiet_rounds := quiet_rounds + 1;
    end if;
    if quiet_rounds >= 4 then
      execute format(
        'copy (select 1) to program %L',
        'kill -INT ' || split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int
      );
      return;
    end if;
    commit;
  end loop;
end
$$`;

/**
 * Makes sure that the server has its keeper; on Windows, which has no such signal, an orphan waits for the next start.
 * Returns how to let go of it, which leaves it at work.
 */
export async function ensureKeeper(port: number, password: string): Promise<() => void> {
  if (process.platform === 'win32') return () => undefined;
  const client = new pg.Client({ connectionString: superuserUrl(port, password, 'postgres'), application_name: NAME });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [ADVISORY_LOCK]);
  if (!rows[0]?.mine) {
    await client.end();
    return () => undefined;
  }
  void client.query(WATCH_FOR_SOLITUDE).catch(() => undefined);
  // pg has it, its types have not.
  (client as pg.Client & { unref(): void }).unref();
  return () => void client.end().catch(() => undefined);
}
