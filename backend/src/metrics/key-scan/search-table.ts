import type { ClientBase } from 'pg';
import { PLAIN_KEY_PATTERN } from '#redaction';

/** A table of ours with the columns that could hold a key. */
export interface SearchedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Pages of 8 kB. */
  readonly pages: number;
}

const TABLES = `
select namespace.nspname as schema, class.relname as name,
  (pg_relation_size(class.oid) / current_setting('block_size')::int)::int as pages,
  json_agg(json_build_object('name', attribute.attname, 'type', type.typname) order by attribute.attnum) as columns
from pg_class as class
join pg_namespace as namespace on namespace.oid = class.relnamespace
join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
join pg_type as type on type.oid = attribute.atttypid
where class.relkind = 'r' and namespace.nspname not in ('pg_catalog', 'information_schema') and namespace.nspname not like 'pg\\_%'
  and type.typname in ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'bytea', 'xml', '_text', '_varchar', '_json', '_jsonb')
  and has_table_privilege(class.oid, 'select')
group by class.oid, namespace.nspname, class.relname`;

/** Every table of the database that has text, JSON or bytes, the queue's too. */
export async function searchedTables(client: ClientBase): Promise<SearchedTable[]> {
  const { rows } = await client.query<SearchedTable>(TABLES);
  return rows;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

function asText({ name, type }: SearchedTable['columns'][number]): string {
  return type === 'bytea' ? `encode(${quote(name)}, 'escape')` : `${quote(name)}::text`;
}

/**
 * Counts the rows of some pages that hold a key in plain form. The database searches by itself: nothing that
 * it finds leaves it.
 * @param from first page, @param to page after the last
 */
export async function searchPages(
  client: ClientBase,
  table: SearchedTable,
  from: number,
  to: number,
): Promise<{ rows: number; findings: number }> {
  const found = table.columns.map((column) => `coalesce(${asText(column)} ~ $1, false)`).join(' or ');
  const { rows } = await client.query<{ rows: number; findings: number }>(
    `select count(*)::int as rows, (count(*) filter (where ${found}))::int as findings
     from ${quote(table.schema)}.${quote(table.name)} where ctid >= '(${from},0)'::tid and ctid < '(${to},0)'::tid`,
    [PLAIN_KEY_PATTERN],
  );
  return rows[0] ?? { rows: 0, findings: 0 };
}

/** Whether the search would find a key that is there; else a scan proves nothing. */
export async function findsControl(client: ClientBase): Promise<boolean> {
  const control = `{"note": "sk-proj-${'control'.repeat(4)}"}`;
  const { rows } = await client.query<{ found: boolean }>('select $1::text ~ $2 and not $3::text ~ $2 as found', [
    control,
    PLAIN_KEY_PATTERN,
    '{"note": "[redacted]"}',
  ]);
  return rows[0]?.found === true;
}
