import { Inject, Injectable, Optional } from '@nestjs/common';
import { and, asc, desc, eq, getTableColumns, gt, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { ErrorCode, JobReceiptView, JobStatus, Plan } from '#contracts';
import { platformLimitsConfig, type Configuration } from '../../config/index.js';
import { InjectDatabase, jobEvents, jobParts, jobs, storableJson, storableText, type Database, type JobEventRow, type JobRow } from '../../database/index.js';
import { jobShares, writeTransitions, type AdmittedJob, type AdmittedRow, type JobEnding, type JobShares, type NewJob, type TakenJob, type Transition, type Written } from './job-transitions.js';
import { JOBS_CHANNEL, NotificationBatcher } from './notification-batcher.js';
import { WriteBatcher } from './write-batcher.js';

/** A job that failed with this code keeps its file for this many days, so that it can go on once its user has raised the limit. */
export const KEEPS_FILE = { code: 'own_limit_reached', days: 7 } as const satisfies { code: ErrorCode; days: number };

/** The right to write on a job: that of the worker that took it last. */
export interface RunTicket {
  readonly id: string;
  readonly run: number;
}

/** Whether a new job may run, or waits for another of its user to end. */
export interface Admission {
  readonly admitted: boolean;
}

/** An open job, as reconciliation sees it. */
export type OpenJob = Pick<JobRow, 'id' | 'submission' | 'admitted'>;

/**
 * The application's own record of every job. Each change writes its event in the same statement, so that an event
 * stream never misses one and a dead worker leaves nothing half done, and wakes the listeners. Writes of a worker
 * that lost its job to another one change nothing and return false.
 */
@Injectable()
export class JobStore {
  readonly #notifications = new NotificationBatcher((message) => this.database.execute(sql`select pg_notify(${JOBS_CHANNEL}, ${message})`));
  readonly #shares: JobShares;
  readonly #transitions = new WriteBatcher<Transition, TakenJob | Admission | boolean>(async (items) => {
    const { rows } = await this.database.execute<Written>(writeTransitions(items, this.#shares));
    const created = new Map(rows[0]?.created?.map(({ n, admitted }) => [n, { admitted }]));
    const taken = new Map(rows[0]?.taken?.map(({ n, job }) => [n, job]));
    const ended = new Set(rows[0]?.ended);
    for (const { id } of taken.values()) this.#notifications.add(id, 'active');
    // After those, as in the table: a job can be taken and cancelled at the same time.
    items.forEach(({ kind, job }, n) => kind === 'ending' && ended.has(n) && this.#notifications.add(job.id, job.status));
    this.#reportAdmitted(rows[0]?.admitted);
    return items.map((_item, n) => created.get(n) ?? taken.get(n) ?? ended.has(n));
  }, lengthOf);

  /** Is notified of jobs that may run now; must not throw. */
  onAdmitted: (jobs: readonly AdmittedJob[]) => void = () => undefined;

  /** @param configuration without one, users have as many jobs as they like */
  constructor(@InjectDatabase() private readonly database: Database, @Optional() @Inject(platformLimitsConfig.KEY) configuration?: Pick<Configuration, 'planLimits'>) {
    this.#shares = configuration === undefined ? {} : jobShares(configuration.planLimits);
  }

  /**
   * @returns whether it may run, or waits for another of its user to end; undefined when no more may wait
   * @throws DatabaseQueryError a unique violation when its idempotency key is taken, and nothing is written then
   */
  async create(job: NewJob): Promise<Admission | undefined> {
    const placed = await this.#transitions.add({ kind: 'creation', job });
    return typeof placed === 'object' ? (placed as Admission) : undefined;
  }

  /** Whether the user of a plan may have one more job. A look ahead: `create` decides. */
  async hasRoom(userId: string, plan: Plan): Promise<boolean> {
    const share = this.#shares[plan];
    if (share === undefined) return true;
    const { rows } = await this.database.execute<{ open: number }>(sql`select count(*)::int as open from jobs where (case when ended_at is null then user_id end) = ${userId} and ended_at is null`);
    return share.atOnce > 0 && (rows[0]?.open ?? 0) < share.atOnce + share.waiting;
  }

  async isAdmitted(id: string): Promise<boolean> {
    return (await this.database.select({ admitted: jobs.admitted }).from(jobs).where(eq(jobs.id, id)))[0]?.admitted === true;
  }

  /** Admits jobs that wait although they need not: what a process of an older version, or a changed limit, has left. */
  async admitHeld(): Promise<void> {
    const { rows } = await this.database.execute<AdmittedRow>(sql`
      select * from admit_jobs(array(select distinct user_id from jobs where ended_at is null and not admitted), ${JSON.stringify(this.#shares)}::jsonb)`);
    this.#reportAdmitted(rows);
  }

  #reportAdmitted(admitted: readonly AdmittedRow[] | null | undefined): void {
    if (admitted !== null && admitted !== undefined && admitted.length > 0) this.onAdmitted(admitted.map(({ ring, ...job }) => ({ ...job, keyGroup: ring })));
  }

  /** Undefined also for another user's job. */
  async find(userId: string, id: string): Promise<JobRow | undefined> {
    const rows = await this.database.select().from(jobs).where(and(eq(jobs.id, id), eq(jobs.userId, userId)));
    return rows[0];
  }

  /** Newest first; `before` is the id of the last job of the page before. Without results, which can be large. */
  async list(userId: string, limit: number, before: string | undefined): Promise<Omit<JobRow, 'result' | 'input'>[]> {
    const { result: _result, input: _input, ...columns } = getTableColumns(jobs);
    const older =
      before === undefined
        ? undefined
        : sql`(${jobs.createdAt}, ${jobs.id}) < (select created_at, id from jobs where id = ${before} and user_id = ${userId})`;
    return this.database
      .select(columns)
      .from(jobs)
      .where(and(eq(jobs.userId, userId), older))
      .orderBy(desc(jobs.createdAt), desc(jobs.id))
      .limit(limit);
  }

  async eventsAfter(id: string, sequence: number): Promise<JobEventRow[]> {
    return this.database.select().from(jobEvents).where(and(eq(jobEvents.jobId, id), gt(jobEvents.sequence, sequence))).orderBy(asc(jobEvents.sequence));
  }

  async exists(id: string): Promise<boolean> {
    return (await this.database.select({ id: jobs.id }).from(jobs).where(eq(jobs.id, id))).length > 0;
  }

  /** Takes an open job for a worker; undefined when it has ended, or was submitted again since. The worker that had it before may write no more. */
  async claim(id: string, submission: number): Promise<TakenJob | undefined> {
    const taken = await this.#transitions.add({ kind: 'claim', job: { id, submission } });
    return typeof taken === 'object' ? (taken as TakenJob) : undefined;
  }

  /** Never goes back. @returns false when nothing was left to say, or the job is no longer the caller's */
  progress(ticket: RunTicket, progress: number, stage: string): Promise<boolean> {
    const percent = Math.min(99, Math.max(0, Math.floor(progress)));
    return this.#change(
      sql`${owned(ticket)} and (progress < ${percent} or stage <> ${stage})`,
      sql`progress = greatest(progress, ${percent}), stage = ${stage}`,
    );
  }

  /** Gives the job back to the queue. */
  giveBack(ticket: RunTicket): Promise<boolean> {
    return this.#change(owned(ticket), sql`status = 'queued'`);
  }

  /** What the work turned out to be called; a title that the user gave stays. */
  async setTitle(ticket: RunTicket, title: string): Promise<void> {
    await this.database.execute(sql`update jobs set title = ${storableText(title)} where ${owned(ticket)} and not renamed`);
  }

  /** Ends a job. `ticket.run` undefined: any worker's. @returns false when it has ended, or is no longer the caller's */
  async end(ticket: { id: string; run?: number }, ending: JobEnding): Promise<boolean> {
    return (await this.#transitions.add({ kind: 'ending', job: { ...ending, ...ticket } })) === true;
  }

  /** Finished parts by name. */
  async parts(id: string): Promise<Map<string, unknown>> {
    const rows = await this.database.select({ name: jobParts.name, value: jobParts.value }).from(jobParts).where(eq(jobParts.jobId, id));
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  /** @returns false when the job is no longer the caller's */
  async keepPart(ticket: RunTicket, name: string, value: unknown): Promise<boolean> {
    const { rowCount } = await this.database.execute(sql`
      insert into job_parts (job_id, name, value)
      select id, ${name}, ${storableJson(value)}::jsonb from jobs where ${owned(ticket)} for update
      on conflict (job_id, name) do update set value = excluded.value`);
    return (rowCount ?? 0) > 0;
  }

  /** Adds a receipt. A failure that is told already, as of a job that waits for a provider and is refused anew, is not told again. */
  async addReceipt(ticket: RunTicket, receipt: JobReceiptView, isAnswered: boolean): Promise<void> {
    const entry = storableJson([receipt]);
    await this.database.execute(sql`
      update jobs set receipts = receipts || ${entry}::jsonb
      where ${owned(ticket)} and (${isAnswered} or not receipts @> ${entry}::jsonb)`);
  }

  /** Of these jobs, those that `run` no longer belongs to: ended, or taken by another worker. */
  async lost(tickets: readonly RunTicket[]): Promise<(RunTicket & { status: JobStatus })[]> {
    const rows = await this.database.select({ id: jobs.id, run: jobs.run, status: jobs.status }).from(jobs).where(inArray(jobs.id, tickets.map(({ id }) => id)));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return tickets.flatMap(({ id, run }) => {
      const row = byId.get(id);
      if (row?.run === run && row.status === 'active') return [];
      return [{ id, run, status: row?.status ?? 'cancelled' }];
    });
  }

  /** Jobs of a key group that are open and were not touched for at least this long. */
  async untouched(keyGroup: string, untouchedMilliseconds: number): Promise<OpenJob[]> {
    return this.database
      .select({ id: jobs.id, submission: jobs.submission, admitted: jobs.admitted })
      .from(jobs)
      .where(sql`${jobs.endedAt} is null and ${jobs.keyGroup} = ${keyGroup} and ${jobs.updatedAt} < now() - ${untouchedMilliseconds} * interval '1 millisecond'`)
      .orderBy(asc(jobs.createdAt))
      .limit(1000);
  }

  /** Of these ids, those of jobs that may run. */
  async admitted(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.select({ id: jobs.id }).from(jobs).where(and(inArray(jobs.id, [...ids]), eq(jobs.admitted, true)));
    return new Set(rows.map(({ id }) => id));
  }

  /** Of these ids, those of open jobs, of one key group if it is named. */
  async stillOpen(ids: readonly string[], keyGroup?: string): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.select({ id: jobs.id }).from(jobs).where(and(inArray(jobs.id, [...ids]), inArray(jobs.status, ['queued', 'active']), keyGroup === undefined ? undefined : eq(jobs.keyGroup, keyGroup)));
    return new Set(rows.map(({ id }) => id));
  }

  /** Of these ids, those of jobs that still need the file that they work on. */
  async needFile(ids: readonly string[]): Promise<Set<string>> {
    const { code, days } = KEEPS_FILE;
    const stopped = sql`${jobs.status} = 'failed' and ${jobs.errorCode} = ${code} and ${jobs.endedAt} > now() - ${days} * interval '1 day'`;
    const rows = ids.length === 0 ? [] : await this.database.select({ id: jobs.id }).from(jobs).where(and(inArray(jobs.id, [...ids]), or(inArray(jobs.status, ['queued', 'active']), stopped)));
    return new Set(rows.map(({ id }) => id));
  }

  async #change(which: SQL, what: SQL): Promise<boolean> {
    const { rowCount } = await this.database.execute(sql`
      with changed as (
        update jobs set ${what}, sequence = sequence + 1, updated_at = now()
        where ${which}
        returning id, sequence, progress, stage, status
      ), logged as (
        insert into job_events (job_id, sequence, type, progress, stage, status)
        select id, sequence, 'progress', progress, stage, status from changed
      )
      select pg_notify(${JOBS_CHANNEL}, id::text || ' ' || status) from changed`);
    return (rowCount ?? 0) > 0;
  }
}

/** About how much goes over the wire. */
function lengthOf({ job }: Transition): number {
  const { input, result } = { input: undefined, result: undefined, ...job };
  return [input, result].reduce<number>((sum, value) => sum + (value === undefined || value === null ? 0 : JSON.stringify(value).length), 0);
}

function owned({ id, run }: RunTicket): SQL {
  return sql`id = ${id} and run = ${run} and status = 'active'`;
}
