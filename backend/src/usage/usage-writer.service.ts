import { Injectable } from '@nestjs/common';
import { getTableColumns } from 'drizzle-orm';
import type { Pool } from 'pg';
import { InjectDatabasePool, usageRecords } from '../database/index.js';
import type { UsageRow } from './usage-record.js';

const COLUMNS = Object.values(getTableColumns(usageRecords)).map((column) => ({
  name: column.name,
  ...(column.name === 'at' ? { type: 'bigint', value: 'to_timestamp(at / 1000.0)' } : { type: column.getSQLType(), value: column.name }),
}));

/**
 * One parameter for all rows: PostgreSQL reads the JSON faster than the driver writes arrays. What own keys paid while
 * nothing was set aside for it, such as calls that began before their user set a limit, is counted against that here.
 */
const INSERT = `
with incoming as (
  select * from json_to_recordset($1) as row (${COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')}, is_counted boolean)
), inserted as (
  insert into usage_records (${COLUMNS.map(({ name }) => name).join(', ')})
  select ${COLUMNS.map(({ value }) => value).join(', ')} from incoming
  on conflict (id) do nothing returning id
), now_utc as (
  select (now() at time zone 'UTC')::date as day, date_trunc('month', now() at time zone 'UTC')::date as month
), uncounted as (
  select user_id, now_utc.day, now_utc.month,
    coalesce(sum(rub_avoided) filter (where (to_timestamp(at / 1000.0) at time zone 'UTC')::date = now_utc.day), 0) * 1000000 as today,
    coalesce(sum(rub_avoided) filter (where (to_timestamp(at / 1000.0) at time zone 'UTC')::date >= now_utc.month), 0) * 1000000 as this_month
  from incoming join inserted using (id), now_utc
  where source = 'byok' and not is_counted and rub_avoided > 0
  group by user_id, now_utc.day, now_utc.month
)
update spending_limits as spent set
  day_micro_rub = (case when spent.day >= uncounted.day then spent.day_micro_rub else 0 end) + uncounted.today,
  day = greatest(spent.day, uncounted.day),
  month_micro_rub = (case when spent.month >= uncounted.month then spent.month_micro_rub else 0 end) + uncounted.this_month,
  month = greatest(spent.month, uncounted.month)
from uncounted where spent.id = uncounted.user_id`;

/** Writes usage records, many at a time. The same row written twice is there once. */
@Injectable()
export class UsageWriter {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** @throws what the database says */
  async write(rows: readonly UsageRow[]): Promise<void> {
    await this.pool.query({ name: 'usage_records_insert', text: INSERT, values: [JSON.stringify(rows)] });
  }
}
