import { Injectable } from '@nestjs/common';
import { getTableColumns, type Column } from 'drizzle-orm';
import type { Pool } from 'pg';
import { InjectDatabasePool } from '../database/index.js';
import { usageRecords } from '../database/schema/usage.js';
import type { UsageRecord } from './usage-record.js';

const COLUMNS = Object.entries(getTableColumns(usageRecords)) as [keyof UsageRecord, Column][];

/** One parameter for all rows: PostgreSQL reads the JSON faster than the driver writes arrays. */
const INSERT = `insert into usage_records (${COLUMNS.map(([, { name }]) => name).join(', ')})
select * from json_to_recordset($1) as row (${COLUMNS.map(([, column]) => `${column.name} ${column.getSQLType()}`).join(', ')})
on conflict (id) do nothing`;

/** Writes usage records, many at a time. The same row written twice is there once. */
@Injectable()
export class UsageWriter {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** @throws what the database says */
  async write(records: readonly UsageRecord[]): Promise<void> {
    const rows = records.map((record) => Object.fromEntries(COLUMNS.map(([field, { name }]) => [name, record[field]])));
    await this.pool.query({ name: 'usage_records_insert', text: INSERT, values: [JSON.stringify(rows)] });
  }
}
