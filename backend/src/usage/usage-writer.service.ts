import { Injectable } from '@nestjs/common';
import { getTableColumns } from 'drizzle-orm';
import type { Pool } from 'pg';
import { InjectDatabasePool } from '../database/index.js';
import { usageRecords } from '../database/schema/usage.js';

const COLUMNS = Object.values(getTableColumns(usageRecords)).map((column) => ({
  name: column.name,
  ...(column.name === 'at' ? { type: 'bigint', value: 'to_timestamp(at / 1000.0)' } : { type: column.getSQLType(), value: column.name }),
}));

/** One parameter for all rows: PostgreSQL reads the JSON faster than the driver writes arrays. */
const INSERT = `insert into usage_records (${COLUMNS.map(({ name }) => name).join(', ')})
select ${COLUMNS.map(({ value }) => value).join(', ')}
from json_to_recordset($1) as row (${COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')})
on conflict (id) do nothing`;

/** Writes usage records, many at a time. The same row written twice is there once. */
@Injectable()
export class UsageWriter {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** @param rows a JSON array of objects of `recordJson`. @throws what the database says */
  async write(rows: string): Promise<void> {
    await this.pool.query({ name: 'usage_records_insert', text: INSERT, values: [rows] });
  }
}
