import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A job's row, as far as proofs look at it. */
export interface JobFacts {
  readonly id: string;
  readonly status: string;
  readonly ends: number;
}

/** The application's tables, seen past the application. Each query has a connection of its own, since servers crash here. */
export interface Tables {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Status and number of end events of every job. */
  jobs(): Promise<JobFacts[]>;
  /** All that stands in the live rows of the application and its queue, as text. */
  everything(): Promise<string>;
  close(): Promise<void>;
}

const TRIES = 40;

export function openTables(connectionString: string): Tables {
  const once = async <Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> => {
    const client = new pg.Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const query = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once<Row>(text, values);
      } catch (error) {
        if (tries === TRIES) throw error;
        await sleep(250);
      }
    }
  };
  return {
    query,
    jobs: () =>
      query<pg.QueryResultRow & JobFacts>(
        `select id, status, (select count(*)::int from job_events where job_id = jobs.id and type <> 'progress') as ends from jobs order by created_at, id`,
      ),
    async everything() {
      const names = await query<{ name: string }>(
        `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
         where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
      );
      const texts: string[] = [];
      for (const { name } of names) texts.push(...(await query<{ row: string }>(`select t::text as row from ${name} t`)).map(({ row }) => row));
      return texts.join('\n');
    },
    close: async () => undefined,
  };
}
