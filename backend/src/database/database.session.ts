import { createTableRelationsHelpers, extractTablesRelationalConfig, type TablesRelationalConfig } from 'drizzle-orm';
import { NodePgDatabase, NodePgSession } from 'drizzle-orm/node-postgres';
import { PgDialect, type PgPreparedQuery, type PreparedQueryConfig } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import { translateDatabaseError } from './database.error.js';
import * as schema from './schema/index.js';
import type { Database } from './tokens.js';

type Session = NodePgSession<typeof schema, TablesRelationalConfig>;

/** Drizzle's session, whose failures leave as the errors of `database.error.ts`. */
class TranslatingSession extends NodePgSession<typeof schema, TablesRelationalConfig> {
  override prepareQuery<T extends PreparedQueryConfig>(
    ...query: Parameters<Session['prepareQuery']>
  ): PgPreparedQuery<T> {
    const prepared = super.prepareQuery<T>(
      ...(query as Parameters<NodePgSession<typeof schema, TablesRelationalConfig>['prepareQuery']>),
    );
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => execute(values).catch(rethrow);
    return prepared;
  }

  override transaction<T>(...work: Parameters<typeof NodePgSession.prototype.transaction<T>>): Promise<T> {
    return super.transaction<T>(...work).catch(rethrow);
  }
}

export function createDatabase(pool: Pool): Database {
  const config = extractTablesRelationalConfig<TablesRelationalConfig>(schema, createTableRelationsHelpers);
  const relations = { fullSchema: schema, schema: config.tables, tableNamesMap: config.tableNamesMap };
  const dialect = new PgDialect();
  return new NodePgDatabase<typeof schema>(
    dialect,
    new TranslatingSession(pool, dialect, relations),
    relations as never,
  );
}

function rethrow(error: unknown): never {
  throw translateDatabaseError(error);
}
