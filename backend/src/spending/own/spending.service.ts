import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Pool } from 'pg';
import type { CourseSpending, Plan, ProviderId, SpendingView, TokenSpending } from '#contracts';
import { platformLimitsConfig } from '../../config/index.js';
import { InjectDatabasePool } from '../../database/index.js';
import { UsageQueue } from '../../usage/index.js';
import { NO_SUMS, SUMS, THIS_MONTH, spentLately, type SumsRow } from '../spent-sums.js';

const MICRO = 1e6;
/** Courses and tokens that are told of. */
const MAX_ROWS = 200;

/** All sums from one look at the month's records: `kind` says of what a row is. */
const SPENT = `
  with spent as (
    select case grouping(provider, job_id, token_id) when 3 then 'provider' when 5 then 'course' when 6 then 'token' else 'all' end as kind,
      provider, job_id, token_id, ${SUMS}
    from usage_records where user_id = $1::uuid and at >= ${THIS_MONTH}
    group by grouping sets ((), (provider), (job_id), (token_id))
  ), ranked as (
    select spent.*, row_number() over (partition by kind order by month_own + month_platform desc, month_calls desc) as rank from spent
  )
  select ranked.*, jobs.title, jobs.id is null as is_deleted, personal_tokens.name, spending_limits.micro_rub_per_day::float8 as token_limit
  from ranked
    left join jobs on jobs.id = ranked.job_id and jobs.user_id = $1::uuid
    left join personal_tokens on personal_tokens.id = ranked.token_id and personal_tokens.user_id = $1::uuid
    left join spending_limits on spending_limits.id = ranked.token_id and spending_limits.user_id = $1::uuid
  where rank <= ${MAX_ROWS} order by kind, rank`;

const PLATFORM_TODAY = `
  select calls, micro_rub::float8 as micro_rub from platform_spending
  where day = (now() at time zone 'UTC')::date and user_id = $1::uuid`;

interface SpentRow extends SumsRow {
  readonly kind: 'all' | 'provider' | 'course' | 'token';
  readonly provider: ProviderId;
  readonly job_id: string | null;
  readonly token_id: string | null;
  readonly title: string | null;
  readonly is_deleted: boolean;
  readonly name: string | null;
  readonly token_limit: number | null;
}

const courseOf = (row: SpentRow): CourseSpending => ({ jobId: row.job_id, title: row.title, isDeleted: row.job_id !== null && row.is_deleted, ...spentLately(row) });

const tokenOf = (row: SpentRow): TokenSpending => ({
  tokenId: row.token_id,
  name: row.name,
  ...(row.token_limit === null ? {} : { rubPerDay: row.token_limit / MICRO }),
  ...spentLately(row),
});

/** What a user's calls of this day and month did cost, by the records of their calls. */
@Injectable()
export class Spending {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @Inject(platformLimitsConfig.KEY) private readonly limits: ConfigType<typeof platformLimitsConfig>,
    private readonly usage: UsageQueue,
  ) {}

  async view(userId: string, plan: Plan): Promise<SpendingView> {
    await this.usage.flush();
    const { rows } = await this.pool.query<SpentRow>(SPENT, [userId]);
    const of = (kind: SpentRow['kind']) => rows.filter((row) => row.kind === kind);
    return {
      ...spentLately(of('all')[0] ?? NO_SUMS),
      providers: of('provider').map((row) => ({ provider: row.provider, ...spentLately(row) })),
      courses: of('course').map(courseOf),
      tokens: of('token').map(tokenOf),
      platformLimit: await this.#platformLimit(userId, plan),
    };
  }

  async #platformLimit(userId: string, plan: Plan): Promise<SpendingView['platformLimit']> {
    const { planLimits, platformRubPerUserDay } = this.limits;
    const { platformRubPerDay, platformCallsPerDay } = planLimits[plan];
    const { rows } = await this.pool.query<{ calls: number; micro_rub: number }>(PLATFORM_TODAY, [userId]);
    const [{ calls, micro_rub: microRub } = { calls: 0, micro_rub: 0 }] = rows;
    return { rubPerDay: Math.min(platformRubPerDay, platformRubPerUserDay ?? Infinity), spentToday: microRub / MICRO, callsPerDay: platformCallsPerDay, callsToday: calls };
  }
}
