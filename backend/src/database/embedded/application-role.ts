import { createHmac } from 'node:crypto';
import type pg from 'pg';

/** Whom the application connects as: the owner of its database, and no superuser. */
export const APPLICATION_ROLE = 'byok_app';

/** Follows from the superuser's password, so that there is one file to keep. */
export function applicationPassword(password: string): string {
  return createHmac('sha256', password).update(APPLICATION_ROLE).digest('base64url');
}

/** Whatever of the application's schemas the superuser still owns: all of it, when an older version made the database. */
const HAND_OVER = `
do $hand_over$
declare
  statement text;
begin
  for statement in
    with spaces as (select oid, nspname, nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
    superuser as (select oid from pg_roles where rolname = current_user),
    -- What an extension made, and what goes with its table, has its owner from there.
    tied as (select objid from pg_depend where deptype in ('e', 'a', 'i') and classid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass))
    select format('alter schema %I owner to ${APPLICATION_ROLE}', nspname) from spaces, superuser where nspowner = superuser.oid
    union all
    select format('alter %s %s owner to ${APPLICATION_ROLE}',
      case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, class.oid::regclass)
    from pg_class class join spaces on spaces.oid = relnamespace, superuser
    where relowner = superuser.oid and relkind in ('r', 'p', 'v', 'm', 'S') and class.oid not in (select objid from tied)
    union all
    select format('alter routine %s owner to ${APPLICATION_ROLE}', proc.oid::regprocedure)
    from pg_proc proc join spaces on spaces.oid = pronamespace, superuser
    where proowner = superuser.oid and proc.oid not in (select objid from tied)
    union all
    select format('alter type %s owner to ${APPLICATION_ROLE}', type.oid::regtype)
    from pg_type type join spaces on spaces.oid = typnamespace, superuser
    where typowner = superuser.oid and typtype in ('e', 'd', 'r') and type.oid not in (select objid from tied)
  loop
    execute statement;
  end loop;
end
$hand_over$`;

/**
 * Makes the application's role unless it is there, and the owner of everything in the database. Wants a connection of
 * the superuser to that database, and the start lock. @throws what the database says
 */
export async function ensureApplicationRole(client: pg.Client, database: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [APPLICATION_ROLE]);
  if (!rowCount) {
    const literal = client.escapeLiteral(applicationPassword(password));
    await client.query(`create role ${APPLICATION_ROLE} login nosuperuser nocreatedb nocreaterole noreplication password ${literal}`);
  }
  const owned = await client.query('select 1 from pg_database where datname = $1 and datdba = $2::regrole', [database, APPLICATION_ROLE]);
  if (!owned.rowCount) await client.query(`alter database ${client.escapeIdentifier(database)} owner to ${APPLICATION_ROLE}`);
  await client.query(HAND_OVER);
}
