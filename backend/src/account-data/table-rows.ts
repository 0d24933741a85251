import { and, asc, eq, getTableColumns, gt, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../database/index.js';

/** Rows in memory at once. */
const PAGE = 200;

/** A user's rows of a table, a page at a time by a column that tells them apart, without the named columns. */
export async function* tableRows(
  database: Database,
  table: PgTable,
  { user, key, without = [], userId }: { user: PgColumn; key: PgColumn; without?: readonly string[]; userId: string },
): AsyncGenerator<Record<string, unknown>> {
  const columns = Object.fromEntries(Object.entries(getTableColumns(table)).filter(([name]) => !without.includes(name)));
  let after: SQL | undefined;
  for (;;) {
    const rows = await database
      .select({ columns, key })
      .from(table)
      .where(and(eq(user, userId), after))
      .orderBy(asc(key))
      .limit(PAGE);
    for (const row of rows) yield row.columns as Record<string, unknown>;
    if (rows.length < PAGE) return;
    after = gt(key, rows.at(-1)?.key);
  }
}
