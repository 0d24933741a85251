import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { and, eq, sql } from 'drizzle-orm';
import type { KeySlot } from '#contracts';
import { platformLimitsConfig } from '../../config/index.js';
import { InjectDatabase, jobs, storableJson, storableText, type Database, type JobInput, type JobRow, type JobTerms } from '../../database/index.js';
import type { Admission } from './job-store.service.js';
import { jobShares, type JobShares } from './job-transitions.js';
import { JOBS_CHANNEL } from './notification-batcher.js';

const UNLIMITED = 1_000_000_000;

/** A job that was submitted again. */
export interface RevivedJob extends Admission {
  readonly submission: number;
}

/** What a job is submitted again with. */
export interface Revival {
  readonly terms: JobTerms;
  readonly keys: readonly KeySlot[];
  readonly keyGroup: string;
  /** Takes the place of the job's own, when given. */
  readonly input?: JobInput | undefined;
}

/** What the owner of a job changes in the table; everything is false or undefined for another user's job. */
@Injectable()
export class JobEditStore {
  readonly #shares: JobShares;

  constructor(@InjectDatabase() private readonly database: Database, @Inject(platformLimitsConfig.KEY) { planLimits }: ConfigType<typeof platformLimitsConfig>) {
    this.#shares = jobShares(planLimits);
  }

  async rename(userId: string, id: string, title: string): Promise<boolean> {
    const { rowCount } = await this.database.update(jobs).set({ title: storableText(title), renamed: true }).where(and(eq(jobs.id, id), eq(jobs.userId, userId)));
    return (rowCount ?? 0) > 0;
  }

  /**
   * Opens a job that failed or was cancelled for another submission, sealed by this key group. Its end leaves the record of events, so that
   * streams go on. @returns the new submission; `full` when no more of the user may wait; undefined when it is open or completed by now
   */
  async revive({ id, userId }: Pick<JobRow, 'id' | 'userId'>, { terms, keys, keyGroup, input }: Revival): Promise<RevivedJob | 'full' | undefined> {
    const { atOnce, waiting } = this.#shares[terms.plan] ?? { atOnce: UNLIMITED, waiting: UNLIMITED };
    return this.database.transaction(async (transaction) => {
      // As `write_jobs` does, so that two submissions of a user are not counted as one.
      await transaction.execute(sql`select pg_advisory_xact_lock(1245661011, hashtext(${userId}::uuid::text))`);
      const counted = await transaction.execute<{ open: number }>(sql`select count(*)::int as open from jobs where (case when ended_at is null then user_id end) = ${userId} and ended_at is null`);
      const open = counted.rows[0]?.open ?? 0;
      if (atOnce === 0 || open >= atOnce + waiting) return 'full';
      const admitted = open < atOnce;
      const { rows } = await transaction.execute<{ submission: number }>(sql`
      with changed as (
        update jobs set admitted = ${admitted}, status = 'queued', stage = 'queued', submission = submission + 1, sequence = sequence + 1,
          ring = ${keyGroup}, terms = ${storableJson(terms)}::jsonb, keys = array(select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb)),
          input = coalesce(${input === undefined ? null : storableJson(input)}::jsonb, input), error_code = null, error_detail = null, ended_at = null, updated_at = now()
        where id = ${id} and user_id = ${userId} and status in ('failed', 'cancelled')
        returning id, submission, sequence, progress, stage, status
      ), cleared as (
        delete from job_events where job_id in (select id from changed) and type <> 'progress'
      ), logged as (
        insert into job_events (job_id, sequence, type, progress, stage, status)
        select id, sequence, 'progress', progress, stage, status from changed
      )
      select submission, pg_notify(${JOBS_CHANNEL}, id::text || ' ' || status) from changed`);
      return rows[0] === undefined ? undefined : { submission: rows[0].submission, admitted };
    });
  }

  /** Deletes the job with its events and parts. */
  async forget(userId: string, id: string): Promise<void> {
    await this.database.execute(sql`
      with gone as (delete from jobs where id = ${id} and user_id = ${userId} returning id)
      select pg_notify(${JOBS_CHANNEL}, id::text || ' cancelled') from gone`);
  }
}
