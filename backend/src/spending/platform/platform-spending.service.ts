import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Pool } from 'pg';
import { PLANS, type NearBudget, type Plan, type PlatformSpendingView } from '#contracts';
import { platformLimitsConfig } from '../../config/index.js';
import { ALL_USERS, InjectDatabasePool } from '../../database/index.js';
import { UsageQueue } from '../../usage/index.js';
import { NO_SUMS, SUMS, THIS_MONTH, spentLately, type SumsRow } from '../spent-sums.js';

const MICRO = 1e6;
/** Users that are told of. */
const MAX_ROWS = 100;

const SPENT = `select ${SUMS} from usage_records where at >= ${THIS_MONTH}`;

const TODAY = `(now() at time zone 'UTC')::date`;

const SPENT_TODAY = `select micro_rub::float8 as micro_rub from platform_spending where day = ${TODAY} and user_id = '${ALL_USERS}'`;

/** Of calls and roubles the one that is nearer; a budget of nothing is none that could be neared. */
const NEAR = `
  with budgets as (
    select users.id, users.email, users.plan, spent.calls, spent.micro_rub::float8 as micro_rub,
      greatest(coalesce(spent.calls::float8 / nullif(budget.calls, 0), 0), coalesce(spent.micro_rub::float8 / nullif(budget.micro_rub, 0), 0)) as share
    from platform_spending as spent
      join users on users.id = spent.user_id
      join json_to_recordset($1) as budget (plan text, calls float8, micro_rub float8) on budget.plan = users.plan
    where spent.day = ${TODAY}
  )
  select * from budgets where share >= 0.5 order by share desc, email limit ${MAX_ROWS}`;

interface NearRow {
  readonly id: string;
  readonly email: string;
  readonly plan: Plan;
  readonly calls: number;
  readonly micro_rub: number;
}

/** What the platform paid, what users' own keys saved it, and who nears a budget. No key, no prompt, and no limit that users set themselves. */
@Injectable()
export class PlatformSpending {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @Inject(platformLimitsConfig.KEY) private readonly limits: ConfigType<typeof platformLimitsConfig>,
    private readonly usage: UsageQueue,
  ) {}

  async view(): Promise<PlatformSpendingView> {
    await this.usage.flush();
    const [sums, today, near] = await Promise.all([this.pool.query<SumsRow>(SPENT), this.pool.query<{ micro_rub: number }>(SPENT_TODAY), this.#near()]);
    return { ...spentLately(sums.rows[0] ?? NO_SUMS), rubPerDay: this.limits.platformRubPerDay, spentToday: (today.rows[0]?.micro_rub ?? 0) / MICRO, budgets: near };
  }

  async #near(): Promise<NearBudget[]> {
    const budgets = PLANS.map((plan) => ({ plan, calls: this.#budgetOf(plan).callsPerDay, micro_rub: this.#budgetOf(plan).rubPerDay * MICRO }));
    const { rows } = await this.pool.query<NearRow>(NEAR, [JSON.stringify(budgets)]);
    return rows.map(({ id, email, plan, calls, micro_rub: microRub }) => ({ userId: id, email, plan, ...this.#budgetOf(plan), rubToday: microRub / MICRO, callsToday: calls }));
  }

  #budgetOf(plan: Plan): Pick<NearBudget, 'rubPerDay' | 'callsPerDay'> {
    const { planLimits, platformRubPerUserDay } = this.limits;
    const { platformRubPerDay, platformCallsPerDay } = planLimits[plan];
    return { rubPerDay: Math.min(platformRubPerDay, platformRubPerUserDay ?? Infinity), callsPerDay: platformCallsPerDay };
  }
}
