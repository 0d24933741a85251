import { sql, type SQL } from 'drizzle-orm';
import type { JobRow } from '../../database/schema/jobs.js';
import type { EndStatus } from '../job-types.js';
import type { JobEnding, NewJob } from './job-store.service.js';

// The three writes of every job, each for any number of jobs in one statement: the change and its event together, so
// that no crash comes between. `n` tells the rows of the answer apart. Their rows are found by key: the index of open
// jobs is full of those that have just ended, and the limit lets the planner know how few they are.

/** A worker's wish to take a job. */
export interface Claim {
  readonly id: string;
  readonly submission: number;
}

export interface Ending extends JobEnding {
  readonly id: string;
  /** Undefined: whoever has it. */
  readonly run?: number;
}

/** What a worker needs to know of the job that it took. */
export type TakenJob = Pick<JobRow, 'id' | 'userId' | 'type' | 'input' | 'terms' | 'keys' | 'run' | 'submission'>;

/** As rows of these columns, in the order of their ids, so that two statements never wait for each other's rows. */
function wanted(items: readonly { readonly id: string }[], columns: string): SQL {
  const rows = items.map((item, n) => ({ n, ...item })).sort((one, other) => (one.id < other.id ? -1 : 1));
  return sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as items (n int, id uuid, ${sql.raw(columns)}) limit ${rows.length}) as wanted`;
}

export function createJobs(items: readonly NewJob[]): SQL {
  return sql`
    with created as (
      insert into jobs (id, user_id, type, title, ring, input, terms, keys, sequence)
      select id, "userId", type, title, ring, input, terms, array(select jsonb_array_elements_text(keys)), 1
      from ${wanted(items, '"userId" uuid, type text, title text, ring text, input jsonb, terms jsonb, keys jsonb')}
      returning id, sequence, progress, stage, status
    )
    insert into job_events (job_id, sequence, type, progress, stage, status)
    select id, sequence, 'progress', progress, stage, status from created`;
}

/** Answers with the rows of the jobs that could be taken. */
export function claimJobs(items: readonly Claim[]): SQL {
  return sql`
    with changed as (
      update jobs set status = 'active', run = run + 1, sequence = sequence + 1, updated_at = now()
      from ${wanted(items, 'submission int')}
      where jobs.id = wanted.id and jobs.submission = wanted.submission and jobs.status in ('queued', 'active')
      returning wanted.n, jobs.*
    ), logged as (
      insert into job_events (job_id, sequence, type, progress, stage, status)
      select id, sequence, 'progress', progress, stage, status from changed
    )
    select n, id, user_id as "userId", type, input, terms, keys, run, submission from changed`;
}

/** Answers with the numbers of the jobs that were ended by this. Parts are kept for a retry unless the job is completed. */
export function endJobs(items: readonly Ending[]): SQL {
  const completed: EndStatus = 'completed';
  const rows = items.map(({ id, run, status, result, error }) => ({ id, run, status, result, code: error?.code, detail: error?.detail }));
  return sql`
    with changed as (
      update jobs set status = wanted.status, ended_at = now(), sequence = sequence + 1, updated_at = now(),
        input = case when wanted.status = ${completed} then jobs.input - 'transcript' - 'outline' else jobs.input end,
        progress = case when wanted.status = ${completed} then 100 else jobs.progress end,
        result = wanted.result, error_code = wanted.code, error_detail = wanted.detail
      from ${wanted(rows, 'run int, status text, result jsonb, code text, detail text')}
      where jobs.id = wanted.id and case when wanted.run is null then jobs.status in ('queued', 'active') else jobs.run = wanted.run and jobs.status = 'active' end
      returning wanted.n, jobs.id, jobs.sequence, jobs.progress, jobs.stage, jobs.status
    ), logged as (
      insert into job_events (job_id, sequence, type, progress, stage, status)
      select id, sequence, status, progress, stage, status from changed
    ), tidied as (
      delete from job_parts where job_id in (select id from changed where status = ${completed})
    )
    select n from changed`;
}
