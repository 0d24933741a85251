import { Inject, Injectable, Optional } from '@nestjs/common';
import { and, asc, desc, eq, getTableColumns, gt, inArray, sql, type SQL } from 'drizzle-orm';
import type { Plan } from '#contracts';
import { platformLimitsConfig, type Configuration } from '../../config/index.js';
import { InjectDatabase, storableJson, storableText, type Database } from '../../database/index.js';
import { jobEvents, jobParts, jobs, type JobEventRow, type JobRow } from '../../database/schema/jobs.js';
import type { EndStatus, JobReceiptView, JobStatus } from '../job-types.js';
import { Announcements } from './announcements.js';
import { GroupedWrites } from './grouped-writes.js';
import { jobShares, type JobShares } from './job-shares.js';
import { writeTransitions, type TakenJob, type Transition, type Written } from './job-transitions.js';
import { JOBS_CHANNEL } from './jobs-channel.js';

/** What a submission puts into the table. */
export type NewJob = Pick<JobRow, 'id' | 'userId' | 'type' | 'input' | 'terms' | 'keys' | 'title' | 'ring'>;

/** A job that had waited for one of its user's to end. */
export type AdmittedJob = Pick<JobRow, 'id' | 'submission' | 'ring'>;

/** The right to write on a job: that of the worker that took it last. */
export interface RunTicket {
  readonly id: string;
  readonly run: number;
}

export interface JobEnding {
  readonly status: EndStatus;
  readonly result?: unknown;
  readonly error?: { readonly code: JobRow['errorCode']; readonly detail: string };
}

/** Whether a new job may run, or waits for another of its user's to end. */
export interface Placed {
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
  private readonly announcements = new Announcements((message) => this.database.execute(sql`select pg_notify(${JOBS_CHANNEL}, ${message})`));
  private readonly shares: JobShares;
  private readonly transitions = new GroupedWrites<Transition, TakenJob | Placed | boolean>(async (items) => {
    const { rows } = await this.database.execute<Written>(writeTransitions(items, this.shares));
    const created = new Map(rows[0]?.created?.map(({ n, admitted }) => [n, { admitted }]));
    const taken = new Map(rows[0]?.taken?.map(({ n, job }) => [n, job]));
    const ended = new Set(rows[0]?.ended);
    for (const { id } of taken.values()) this.announcements.add(id, 'active');
    // After those, as in the table: a job can be taken and cancelled at the same time.
    items.forEach(({ kind, job }, n) => kind === 'ending' && ended.has(n) && this.announcements.add(job.id, job.status));
    this.tellAdmitted(rows[0]?.admitted);
    return items.map((_item, n) => created.get(n) ?? taken.get(n) ?? ended.has(n));
  }, lengthOf);

  /** Hears of jobs that have found a place; must not throw. */
  onAdmitted: (jobs: readonly AdmittedJob[]) => void = () => undefined;

  /** @param configuration without one, users have as many jobs as they like */
  constructor(@InjectDatabase() private readonly database: Database, @Optional() @Inject(platformLimitsConfig.KEY) configuration?: Pick<Configuration, 'planLimits'>) {
    this.shares = configuration === undefined ? {} : jobShares(configuration.planLimits);
  }

  /** @returns whether it may run, or waits for another of its user's to end; undefined when no more may wait */
  async create(job: NewJob): Promise<Placed | undefined> {
    const placed = await this.transitions.add({ kind: 'creation', job });
    return typeof placed === 'object' ? (placed as Placed) : undefined;
  }

  /** Whether the user of a plan may have one more job. A look ahead: `create` decides. */
  async hasRoom(userId: string, plan: Plan): Promise<boolean> {
    const share = this.shares[plan];
    if (share === undefined) return true;
    const { rows } = await this.database.execute<{ open: number }>(sql`select count(*)::int as open from jobs where (case when ended_at is null then user_id end) = ${userId} and ended_at is null`);
    return share.atOnce > 0 && (rows[0]?.open ?? 0) < share.atOnce + share.waiting;
  }

  async isAdmitted(id: string): Promise<boolean> {
    return (await this.database.select({ admitted: jobs.admitted }).from(jobs).where(eq(jobs.id, id)))[0]?.admitted === true;
  }

  /** Lets in who waits although there is a place: what a process of an older version, or a changed limit, has left. */
  async admitHeld(): Promise<void> {
    const { rows } = await this.database.execute<AdmittedJob>(sql`
      select * from admit_jobs(array(select distinct user_id from jobs where ended_at is null and not admitted), ${JSON.stringify(this.shares)}::jsonb)`);
    this.tellAdmitted(rows);
  }

  private tellAdmitted(admitted: readonly AdmittedJob[] | null | undefined): void {
    if (admitted !== null && admitted !== undefined && admitted.length > 0) this.onAdmitted(admitted);
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

  /** Takes an open job for a worker; undefined when it has ended, or was submitted again since. Whoever had it before may write no more. */
  async claim(id: string, submission: number): Promise<TakenJob | undefined> {
    const taken = await this.transitions.add({ kind: 'claim', job: { id, submission } });
    return typeof taken === 'object' ? (taken as TakenJob) : undefined;
  }

  /** Never goes back. @returns false when nothing was left to say, or the job is no longer the caller's */
  progress(ticket: RunTicket, progress: number, stage: string): Promise<boolean> {
    const percent = Math.min(99, Math.max(0, Math.floor(progress)));
    return this.change(
      sql`${owned(ticket)} and (progress < ${percent} or stage <> ${stage})`,
      sql`progress = greatest(progress, ${percent}), stage = ${stage}`,
    );
  }

  /** Gives the job back to the queue. */
  giveBack(ticket: RunTicket): Promise<boolean> {
    return this.change(owned(ticket), sql`status = 'queued'`);
  }

  /** What the work turned out to be called; a title that the user gave stays. */
  async entitle(ticket: RunTicket, title: string): Promise<void> {
    await this.database.execute(sql`update jobs set title = ${storableText(title)} where ${owned(ticket)} and not renamed`);
  }

  /** Ends a job. `ticket.run` undefined: whoever has it. @returns false when it has ended, or is no longer the caller's */
  async end(ticket: { id: string; run?: number }, ending: JobEnding): Promise<boolean> {
    return (await this.transitions.add({ kind: 'ending', job: { ...ending, ...ticket } })) === true;
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

  /** Adds a receipt; the same one twice counts once. */
  async addReceipt(ticket: RunTicket, receipt: JobReceiptView): Promise<void> {
    const entry = storableJson([receipt]);
    await this.database.execute(sql`
      update jobs set receipts = receipts || ${entry}::jsonb
      where ${owned(ticket)} and not receipts @> ${entry}::jsonb`);
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

  /** Jobs of a ring that are open and were not touched for so long. */
  async open(ring: string, untouchedMilliseconds: number): Promise<OpenJob[]> {
    return this.database
      .select({ id: jobs.id, submission: jobs.submission, admitted: jobs.admitted })
      .from(jobs)
      .where(sql`${jobs.endedAt} is null and ${jobs.ring} = ${ring} and ${jobs.updatedAt} < now() - ${untouchedMilliseconds} * interval '1 millisecond'`)
      .orderBy(asc(jobs.createdAt))
      .limit(1000);
  }

  /** Of these ids, those of jobs that have a place. */
  async admitted(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.select({ id: jobs.id }).from(jobs).where(and(inArray(jobs.id, [...ids]), eq(jobs.admitted, true)));
    return new Set(rows.map(({ id }) => id));
  }

  /** Of these ids, those of open jobs, of one ring if it is named. */
  async stillOpen(ids: readonly string[], ring?: string): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.select({ id: jobs.id }).from(jobs).where(and(inArray(jobs.id, [...ids]), inArray(jobs.status, ['queued', 'active']), ring === undefined ? undefined : eq(jobs.ring, ring)));
    return new Set(rows.map(({ id }) => id));
  }

  private async change(which: SQL, what: SQL): Promise<boolean> {
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
  return (input?.transcript?.length ?? 0) + (result === undefined || result === null ? 0 : JSON.stringify(result).length);
}

function owned({ id, run }: RunTicket): SQL {
  return sql`id = ${id} and run = ${run} and status = 'active'`;
}
