import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { InjectDatabasePool } from '../database/index.js';

/** A limit with what counts against it, in millionths of a rouble; counters are those of the day and month that were asked for, or later ones. */
export interface SpendingState {
  readonly perDay: number | null;
  readonly perMonth: number | null;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly spentToday: number;
  /** The first day of the month. */
  readonly month: string;
  readonly spentThisMonth: number;
}

/** When something is spent: a day (UTC), and the first day of its month. */
export interface SpendingTime {
  readonly day: string;
  readonly month: string;
}

/** What became of a reservation: `none` where there is no such limit. */
export type ReservationResult = { readonly kind: 'none' } | { readonly kind: 'reserved' | 'spent'; readonly state: SpendingState };

interface Row {
  readonly per_day: string | null;
  readonly per_month: string | null;
  readonly day: string;
  readonly spent_today: string;
  readonly month: string;
  readonly spent_this_month: string;
}

/** Counters of an earlier day or month are over; a process whose clock is behind counts into the later one. */
const TODAY = 'case when day >= $2::date then day_micro_rub else 0 end';
const THIS_MONTH = 'case when month >= $3::date then month_micro_rub else 0 end';

const STATE = `micro_rub_per_day as per_day, micro_rub_per_month as per_month,
  greatest(day, $2::date)::text as day, ${TODAY} as spent_today, greatest(month, $3::date)::text as month, ${THIS_MONTH} as spent_this_month`;

/** A row without a limit goes on counting for a user who took theirs away while calls counted in it: they may set another. */
const HAS_LIMIT = '(micro_rub_per_day is not null or micro_rub_per_month is not null)';

/** Checks and counts in one statement: the row's lock makes that hold however many processes ask at once. */
const RESERVE = `
  update spending_limits set
    day_micro_rub = ${TODAY} + $4::bigint, day = greatest(day, $2::date),
    month_micro_rub = ${THIS_MONTH} + $4::bigint, month = greatest(month, $3::date)
  where id = $1::uuid and ${HAS_LIMIT}
    and (micro_rub_per_day is null or ${TODAY} + $4::bigint <= micro_rub_per_day)
    and (micro_rub_per_month is null or ${THIS_MONTH} + $4::bigint <= micro_rub_per_month)
  returning ${STATE}`;

const CORRECT = `
  update spending_limits set
    day_micro_rub = case when day = $2::date then greatest(0, day_micro_rub + $4::bigint) else day_micro_rub end,
    month_micro_rub = case when month = $3::date then greatest(0, month_micro_rub + $4::bigint) else month_micro_rub end
  where id = $1::uuid
  returning ${STATE}`;

/** Calls under way may have set something aside in a row that counts: it must be there when they end. */
const CLEAR = `
  with gone as (delete from spending_limits where id = $1::uuid and day_micro_rub = 0 and month_micro_rub = 0)
  update spending_limits set micro_rub_per_day = null, micro_rub_per_month = null
  where id = $1::uuid and (day_micro_rub <> 0 or month_micro_rub <> 0)`;

const FIND = `select ${STATE} from spending_limits where id = $1::uuid and ${HAS_LIMIT}`;

/** What the user's own keys did cost since a day: calls before there was a limit count, too. */
const SPENT_SINCE = `
  select coalesce(sum(rub_avoided) filter (where at >= $2::date::timestamp at time zone 'UTC'), 0) * 1000000 as today,
    coalesce(sum(rub_avoided), 0) * 1000000 as this_month
  from usage_records where user_id = $1::uuid and source = 'byok' and at >= $3::date::timestamp at time zone 'UTC'`;

const SET = `
  insert into spending_limits (id, user_id, micro_rub_per_day, micro_rub_per_month, day, day_micro_rub, month, month_micro_rub)
  select $1::uuid, $1::uuid, $4::bigint, $5::bigint, $2::date, spent.today, $3::date, spent.this_month from (${SPENT_SINCE}) as spent
  on conflict (id) do update set micro_rub_per_day = excluded.micro_rub_per_day, micro_rub_per_month = excluded.micro_rub_per_month`;

function stateOf({ per_day, per_month, day, spent_today, month, spent_this_month }: Row): SpendingState {
  const number = (value: string | null) => (value === null ? null : Number(value));
  return { perDay: number(per_day), perMonth: number(per_month), day, spentToday: Number(spent_today), month, spentThisMonth: Number(spent_this_month) };
}

/** Limits that users set themselves, and their counters, in PostgreSQL: right across processes, and after a crash on the safe side. */
@Injectable()
export class SpendingLimitStore {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** Counts `microRub`, if all of the row's limits have room for it. @param id a user's or a token's */
  async reserve(id: string, time: SpendingTime, microRub: number): Promise<ReservationResult> {
    const reserved = await this.#query(RESERVE, id, time, microRub);
    if (reserved !== undefined) return { kind: 'reserved', state: reserved };
    const state = await this.find(id, time);
    return state === undefined ? { kind: 'none' } : { kind: 'spent', state };
  }

  /** Adds the difference between what was counted and what was spent, to the day and month where it was counted. */
  correct(id: string, time: SpendingTime, microRub: number): Promise<SpendingState | undefined> {
    return this.#query(CORRECT, id, time, microRub);
  }

  /** Undefined where there is no limit. */
  find(id: string, time: SpendingTime): Promise<SpendingState | undefined> {
    return this.#query(FIND, id, time);
  }

  /** What a user without a limit has spent, by the records of their calls. */
  async spentBy(userId: string, { day, month }: SpendingTime): Promise<Pick<SpendingState, 'spentToday' | 'spentThisMonth'>> {
    const { rows } = await this.pool.query<{ today: string; this_month: string }>(SPENT_SINCE, [userId, day, month]);
    return { spentToday: Number(rows[0]?.today ?? 0), spentThisMonth: Number(rows[0]?.this_month ?? 0) };
  }

  /** Sets or replaces a user's limits; what they have spent until now counts. */
  async set(userId: string, { day, month }: SpendingTime, { perDay, perMonth }: Pick<SpendingState, 'perDay' | 'perMonth'>): Promise<void> {
    await this.pool.query(SET, [userId, day, month, perDay, perMonth]);
  }

  /** Takes a user's limits away. */
  async clear(userId: string): Promise<void> {
    await this.pool.query(CLEAR, [userId]);
  }

  async #query(text: string, id: string, { day, month }: SpendingTime, ...more: readonly number[]): Promise<SpendingState | undefined> {
    const { rows } = await this.pool.query<Row>(text, [id, day, month, ...more]);
    return rows[0] && stateOf(rows[0]);
  }
}
