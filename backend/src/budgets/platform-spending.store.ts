import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { InjectDatabasePool, ALL_USERS } from '../database/index.js';

/** The limits of one day, in millionths of a rouble. */
export interface DayLimits {
  readonly calls: number;
  /** Calls of the user under way at once. */
  readonly atOnce: number;
  readonly userMicroRub: number;
  readonly platformMicroRub: number;
}

/** Which limit had no room left. */
export type SpentLimit = 'calls' | 'user' | 'platform' | 'atOnce';

/** A call under way: the day and user that it counts for, and its entry among those of the user. */
export interface OpenCall {
  readonly day: string;
  readonly userId: string;
  /** Until when it counts at most, in Unix microseconds. */
  readonly until: number;
}

/** So long a call counts whose process was killed; one that takes longer no longer counts. */
const MAX_OPEN_MS = 15 * 60_000;

/** Those of the user's calls under way that count now. */
const OPEN = 'array(select until from unnest(spent.open_until) as until where until > $8::bigint)';

/** A row grows only within its limit; the row's lock makes that hold however many processes ask at once. */
const RESERVE = `
  with by_user as (
    insert into platform_spending as spent (day, user_id, calls, micro_rub, open_until)
    select $1::date, $2::uuid, 1, $3::bigint, array[$9::bigint] where $4::bigint >= 1 and $3::bigint <= $5::bigint
    on conflict (day, user_id) do update
      set calls = spent.calls + 1, micro_rub = spent.micro_rub + excluded.micro_rub, open_until = ${OPEN} || excluded.open_until
      where spent.calls + 1 <= $4::bigint and spent.micro_rub + excluded.micro_rub <= $5::bigint and cardinality(${OPEN}) < $7::bigint
    returning 1
  ), by_all as (
    insert into platform_spending as spent (day, user_id, calls, micro_rub)
    select $1::date, '${ALL_USERS}'::uuid, 1, $3::bigint from by_user where $3::bigint <= $6::bigint
    on conflict (day, user_id) do update
      set calls = spent.calls + 1, micro_rub = spent.micro_rub + excluded.micro_rub
      where spent.micro_rub + excluded.micro_rub <= $6::bigint
    returning 1
  )
  select (select count(*) from by_user)::int as by_user, (select count(*) from by_all)::int as by_all`;

/** Locks the user's row before that of all users, as a reservation does: in any other order the two would wait for each other. */
const CORRECT = `
  with locked as (
    select user_id from platform_spending where day = $1::date and user_id = any($2::uuid[])
    order by user_id = '${ALL_USERS}'::uuid for update
  )
  update platform_spending set micro_rub = greatest(0, micro_rub + $3::bigint), calls = greatest(0, calls + $4::int),
    open_until = array_remove(open_until, $5::bigint)
  where day = $1::date and user_id in (select user_id from locked)`;

const END = 'update platform_spending set open_until = array_remove(open_until, $3::bigint) where day = $1::date and user_id = $2::uuid';

/** What the platform paid today, by user and for all, in PostgreSQL: right across processes, and after a crash on the safe side. */
@Injectable()
export class PlatformSpendingStore {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** Sets `microRub` aside, and counts the call as one under way. @returns the limit that has no room for it, or the call, to be ended by `correct` */
  async reserve(day: string, userId: string, microRub: number, limits: DayLimits): Promise<SpentLimit | OpenCall> {
    const { calls, userMicroRub, platformMicroRub, atOnce } = limits;
    const now = Date.now() * 1000;
    // Two calls of a user with one entry would end together: hardly ever, and to the user's good.
    const until = now + MAX_OPEN_MS * 1000 + Math.floor(Math.random() * 1000);
    const { rows } = await this.pool.query<{ by_user: number; by_all: number }>(RESERVE, [day, userId, microRub, calls, userMicroRub, platformMicroRub, atOnce, now, until]);
    const [{ by_user: byUser, by_all: byAll } = { by_user: 0, by_all: 0 }] = rows;
    if (byUser === 0) return this.#spentOf(day, userId, microRub, limits);
    if (byAll === 1) return { day, userId, until };
    await this.pool.query(CORRECT, [day, [userId], -microRub, -1, until]);
    return 'platform';
  }

  /** The call has ended: adds the difference between what was set aside and what was spent. */
  async correct({ day, userId, until }: OpenCall, microRub: number): Promise<void> {
    if (microRub === 0) await this.pool.query(END, [day, userId, until]);
    else await this.pool.query(CORRECT, [day, [userId, ALL_USERS], microRub, 0, until]);
  }

  async #spentOf(day: string, userId: string, microRub: number, { calls, userMicroRub }: DayLimits): Promise<SpentLimit> {
    const { rows } = await this.pool.query<{ calls: number; micro_rub: string }>('select calls, micro_rub from platform_spending where day = $1 and user_id = $2', [day, userId]);
    const spent = rows[0];
    if ((spent?.calls ?? 0) + 1 > calls) return 'calls';
    return Number(spent?.micro_rub ?? 0) + microRub > userMicroRub ? 'user' : 'atOnce';
  }
}
