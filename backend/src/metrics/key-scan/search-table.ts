import type { ClientBase } from 'pg';
import { PLAIN_KEY_PATTERN } from '#redaction';

/** One of our tables, with the columns that could hold a key. */
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
where class.relkind in ('r', 'm') and namespace.nspname not in ('pg_catalog', 'information_schema') and namespace.nspname not like 'pg\\_%'
  -- Whatever can hold text: numbers, moments, ids and the like can't.
  and type.typcategory in ('S', 'A', 'C', 'E', 'R', 'U', 'X') and type.typname not in ('uuid', 'macaddr', 'macaddr8', 'pg_lsn', 'tid', 'xid', 'cid')
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

/** Whether a text, `t`, holds a key as it is or in one of the ways in which libraries write text down. `$1` is the pattern. */
const HOLDS_A_KEY = String.raw`(
  t ~ $1
  or reverse(t) ~ $1
  -- UTF-16 leaves null bytes; JSON and URLs may escape what stands between letters.
  or (t ~ '\\000' and replace(t, '\000', '') ~ $1)
  or (t ~* '%2d|\\u002d' and regexp_replace(regexp_replace(t, '(%|\\u00)2d', '-', 'gi'), '(%|\\u00)5f', '_', 'gi') ~ $1)
  or exists (
    select from regexp_matches(t, '[A-Za-z0-9+/_-]{28,}', 'g') as run (texts), generate_series(1, 4) as start
    where encode(decode(substr(translate(texts[1], '-_', '+/'), start, (length(texts[1]) - start + 1) / 4 * 4), 'base64'), 'escape') ~ $1
  )
  or exists (
    select from regexp_matches(regexp_replace(t, '%|\\u00', '', 'g'), '[0-9A-Fa-f]{40,}', 'g') as run (texts), generate_series(1, 2) as start
    where encode(decode(substr(texts[1], start, (length(texts[1]) - start + 1) / 2 * 2), 'hex'), 'escape') ~ $1
  )
)`;

/**
 * Counts the rows of some pages that hold a key in plain form, or in one that anybody can undo. The database searches
 * by itself: nothing that it finds leaves it.
 * @param from first page, @param to page after the last
 */
export async function searchPages(
  client: ClientBase,
  table: SearchedTable,
  from: number,
  to: number,
): Promise<{ rows: number; findings: number }> {
  const texts = table.columns.map(asText).join(', ');
  const { rows } = await client.query<{ rows: number; findings: number }>(
    `select count(*)::int as rows, (count(*) filter (where ${HOLDS_A_KEY}))::int as findings
     from (
       select concat_ws(E'\n', ${texts}) as t
       from ${quote(table.schema)}.${quote(table.name)} where ctid >= '(${from},0)'::tid and ctid < '(${to},0)'::tid
     ) as texts`,
    [PLAIN_KEY_PATTERN],
  );
  return rows[0] ?? { rows: 0, findings: 0 };
}

/** Whether the search would find a key that is there, and only then; else a scan proves nothing. */
export async function findsControl(client: ClientBase): Promise<boolean> {
  const key = Buffer.from(`sk-proj-${'control'.repeat(4)}`);
  const [control, encoded] = [`{"note": "${String(key)}"}`, `{"note": "${key.toString('base64')}"}`];
  const { rows } = await client.query<{ found: boolean }>(`select ${HOLDS_A_KEY} as found from unnest($2::text[]) as control (t)`, [
    PLAIN_KEY_PATTERN,
    [control, encoded, '{"note": "[redacted]"}'],
  ]);
  return rows.map(({ found }) => found).join() === 'true,true,false';
}
