import { sql, type SQL } from 'drizzle-orm';
import { storableJson } from '../../database/index.js';
import type { JobRow } from '../../database/schema/jobs.js';
import type { JobShares } from './job-shares.js';
import type { AdmittedJob, JobEnding, NewJob } from './job-store.service.js';

// The three writes of every job, for any number of jobs in one call of the database's function `write_jobs`: each
// change and its event together, so that no crash comes between, and all in one commit. See
// docs/decisions/2026-11-26-one-write-for-all-transitions.md.

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

/** One of the three. Parts are kept for a retry unless the job is completed. */
export type Transition =
  | { readonly kind: 'creation'; readonly job: NewJob }
  | { readonly kind: 'claim'; readonly job: Claim }
  | { readonly kind: 'ending'; readonly job: Ending };

/** What `writeTransitions` answers with; the numbers are places in what it was given, null stands for none. */
export interface Written extends Record<string, unknown> {
  /** Those that found a place. */
  readonly created: readonly { readonly n: number; readonly admitted: boolean }[] | null;
  /** Jobs that had to wait, and have found a place now. */
  readonly admitted: readonly AdmittedJob[] | null;
  readonly taken: readonly { readonly n: number; readonly job: TakenJob }[] | null;
  readonly ended: readonly number[] | null;
}

/** Answers with one row. */
export function writeTransitions(transitions: readonly Transition[], shares: JobShares): SQL {
  return sql`select created, taken, ended, admitted from write_jobs(${rowsOf(transitions, 'creation')}::jsonb, ${rowsOf(transitions, 'claim')}::jsonb, ${rowsOf(transitions, 'ending')}::jsonb, ${JSON.stringify(shares)}::jsonb)`;
}

/** In the order of their ids, so that two statements don't wait for each other's rows. Null for none. */
function rowsOf(transitions: readonly Transition[], kind: Transition['kind']): string | null {
  const rows = transitions.flatMap((transition, n) => (transition.kind === kind ? [{ n, ...rowOf(transition) }] : []));
  return rows.length === 0 ? null : storableJson(rows.sort((one, other) => (one.id < other.id ? -1 : 1)));
}

function rowOf({ kind, job }: Transition): { readonly id: string } {
  if (kind !== 'ending') return job;
  const { id, run, status, result, error } = job;
  return { id, run, status, result, code: error?.code, detail: error?.detail } as { id: string };
}
