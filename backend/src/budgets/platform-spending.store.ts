import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { InjectDatabasePool } from '../database/index.js';
import { ALL_USERS } from '../database/schema/index.js';

/** The limits of one day, in millionths of a rouble. */
export interface DayLimits {
  readonly calls: number;
  readonly userMicroRub: number;
  readonly platformMicroRub: number;
}

/** Which limit had no room left. */
export type SpentLimit = 'calls' | 'user' | 'platform';

/** A row grows only within its limit; the row's lock makes that hold however many processes ask at once. */
const RESERVE = `
  with by_user as (
    insert into platform_spending as spent (day, user_id, calls, micro_rub)
    select $1::date, $2::uuid, 1, $3::bigint where $4::bigint >= 1 and $3::bigint <= $5::bigint
    on conflict (day, user_id) do update
      set calls = spent.calls + 1, micro_rub = spent.micro_rub + excluded.micro_rub
      where spent.calls + 1 <= $4::bigint and spent.micro_rub + excluded.micro_rub <= $5::bigint
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

const CORRECT = `
  update platform_spending set micro_rub = greatest(0, micro_rub + $3::bigint), calls = greatest(0, calls + $4::int)
  where day = $1::date and user_id = any($2::uuid[])`;

/** What the platform paid today, by user and for all, in PostgreSQL: right across processes, and after a crash on the safe side. */
@Injectable()
export class PlatformSpendingStore {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** Sets `microRub` aside. @returns the limit that has no room for it; undefined when it was set aside */
  async reserve(day: string, userId: string, microRub: number, limits: DayLimits): Promise<SpentLimit | undefined> {
    const { calls, userMicroRub, platformMicroRub } = limits;
    const { rows } = await this.pool.query<{ by_user: number; by_all: number }>(RESERVE, [day, userId, microRub, calls, userMicroRub, platformMicroRub]);
    const [{ by_user: byUser, by_all: byAll } = { by_user: 0, by_all: 0 }] = rows;
    if (byUser === 0) return (await this.callsOf(day, userId)) + 1 > calls ? 'calls' : 'user';
    if (byAll === 1) return undefined;
    await this.pool.query(CORRECT, [day, [userId], -microRub, -1]);
    return 'platform';
  }

  /** Adds the difference between what was set aside and what was spent. */
  async correct(day: string, userId: string, microRub: number): Promise<void> {
    await this.pool.query(CORRECT, [day, [userId, ALL_USERS], microRub, 0]);
  }

  private async callsOf(day: string, userId: string): Promise<number> {
    const { rows } = await this.pool.query<{ calls: number }>('select calls from platform_spending where day = $1 and user_id = $2', [day, userId]);
    return rows[0]?.calls ?? 0;
  }
}
