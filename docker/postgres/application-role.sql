-- Makes the role that the application connects as: the owner of its database, and no superuser. Harmless when it is
-- there. Wants a superuser of the database, and the role's password in the setting byok.password.
do $$
declare
  statement text;
begin
  if not exists (select from pg_roles where rolname = 'byok_app') then
    create role byok_app;
  end if;
  execute format('alter role byok_app login nosuperuser nocreatedb nocreaterole noreplication password %L', current_setting('byok.password'));
  execute format('alter database %I owner to byok_app', current_database());
  -- What the application made while it was the superuser; nothing, in a new database.
  for statement in
    with spaces as (select oid, nspname, nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
    superuser as (select oid from pg_roles where rolname = current_user),
    -- What an extension made, and what goes with its table, has its owner from there.
    tied as (select objid from pg_depend where deptype in ('e', 'a', 'i') and classid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass))
    select format('alter schema %I owner to byok_app', nspname) from spaces, superuser where nspowner = superuser.oid
    union all
    select format('alter %s %s owner to byok_app',
      case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, class.oid::regclass)
    from pg_class class join spaces on spaces.oid = relnamespace, superuser
    where relowner = superuser.oid and relkind in ('r', 'p', 'v', 'm', 'S') and class.oid not in (select objid from tied)
    union all
    select format('alter routine %s owner to byok_app', proc.oid::regprocedure)
    from pg_proc proc join spaces on spaces.oid = pronamespace, superuser
    where proowner = superuser.oid and proc.oid not in (select objid from tied)
    union all
    select format('alter type %s owner to byok_app', type.oid::regtype)
    from pg_type type join spaces on spaces.oid = typnamespace, superuser
    where typowner = superuser.oid and typtype in ('e', 'd', 'r') and type.oid not in (select objid from tied)
  loop
    execute statement;
  end loop;
end
$$;
