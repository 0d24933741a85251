/** Keep every trace: no compression that would hide a key, no vacuum, no old log removed, every statement in the server's own log. */
export const TELLTALE_POSTGRES = {
  autovacuum: 'off',
  wal_compression: 'off',
  wal_keep_size: '16GB',
  max_wal_size: '16GB',
  logging_collector: 'on',
  log_directory: 'log',
  log_statement: 'all',
};

/** Likewise for Redis: nothing packed, nothing rewritten. */
export const TELLTALE_REDIS = ['--appendfsync', 'always', '--rdbcompression', 'no', '--auto-aof-rewrite-percentage', '0'];

/** Has PostgreSQL store every column of the application's tables as it is. */
export const UNCOMPRESSED = `do $$ declare c record; begin
  for c in select attrelid::regclass as t, attname from pg_attribute join pg_class on pg_class.oid = attrelid join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'p') and attnum > 0 and not attisdropped and attstorage in ('x', 'm') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  loop execute format('alter table %s alter column %I set storage external', c.t, c.attname); end loop; end $$`;
