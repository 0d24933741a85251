import { sql, type SQL } from 'drizzle-orm';
import { PLANS, type JobEndStatus, type Plan } from '#contracts';
import type { PlanLimits } from '../../config/index.js';
import { storableJson, type JobRow } from '../../database/index.js';

// The three writes of every job, for any number of jobs in one call of the database's function `write_jobs`: each
// change and its event together, so that no crash comes between, and all in one commit. See
// docs/decisions/2026-11-26-one-write-for-all-transitions.md.

/** How many jobs of one user of a plan are under way at once, and how many more may wait; a plan that is not named has no limit. */
export type JobShares = Readonly<Partial<Record<Plan, { readonly atOnce: number; readonly waiting: number }>>>;

export function jobShares(limits: Readonly<Record<Plan, PlanLimits>>): JobShares {
  return Object.fromEntries(PLANS.map((plan) => [plan, { atOnce: limits[plan].jobsAtOnce, waiting: limits[plan].jobsWaiting }]));
}

/** Digests by which a submission is known again. */
export interface RememberedRequest {
  /** Of user and `idempotency-key`. */
  readonly key: string;
  /** Of the request. */
  readonly fingerprint: string;
}

/** What a submission puts into the table. */
export interface NewJob extends Pick<JobRow, 'id' | 'userId' | 'type' | 'input' | 'terms' | 'keys' | 'title' | 'keyGroup'> {
  readonly idempotency?: RememberedRequest | undefined;
}

/** A job that had waited for another of its user to end. */
export type AdmittedJob = Pick<JobRow, 'id' | 'submission' | 'keyGroup'>;

/** As the database's functions return it. */
export type AdmittedRow = Omit<AdmittedJob, 'keyGroup'> & { readonly ring: string };

export interface JobEnding {
  readonly status: JobEndStatus;
  readonly result?: unknown;
  readonly error?: { readonly code: JobRow['errorCode']; readonly detail: string };
}

/** A worker asks for a job. */
export interface Claim {
  readonly id: string;
  readonly submission: number;
}

export interface Ending extends JobEnding {
  readonly id: string;
  /** Undefined: any worker's. */
  readonly run?: number;
}

/** What a worker needs to know of the job that it took. */
export type TakenJob = Pick<JobRow, 'id' | 'userId' | 'type' | 'input' | 'terms' | 'keys' | 'run' | 'submission'>;

/** One of the three. Parts are kept for a retry unless the job is completed. */
export type Transition =
  | { readonly kind: 'creation'; readonly job: NewJob }
  | { readonly kind: 'claim'; readonly job: Claim }
  | { readonly kind: 'ending'; readonly job: Ending };

/** What `writeTransitions` answers with; the numbers are indexes into what it was given, null stands for none. */
export interface Written extends Record<string, unknown> {
  /** Those that were not refused. */
  readonly created: readonly { readonly n: number; readonly admitted: boolean }[] | null;
  /** Jobs that had to wait, and may run now. */
  readonly admitted: readonly AdmittedRow[] | null;
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

/** As the database's function takes it, which knows the columns' names. */
function rowOf({ kind, job }: Transition): { readonly id: string } {
  if (kind === 'claim') return job;
  if (kind === 'creation') {
    const { keyGroup: ring, ...columns } = job;
    return { ...columns, ring } as { id: string };
  }
  const { id, run, status, result, error } = job;
  return { id, run, status, result, code: error?.code, detail: error?.detail } as { id: string };
}
