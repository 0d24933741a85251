import { types } from 'node:util';
import type { Configuration } from '../config/index.js';
import { externalServer, type DatabaseServer } from './database-server.js';
import { startEmbeddedPostgres } from './embedded/index.js';
import type { EmbeddedPostgresLogger } from './embedded/embedded-postgres.logger.js';
import { migrateDatabase } from './migrate.js';

/** Reaches or starts the server and migrates the database; the URL's password stays out of every message. */
export async function openDatabaseServer(
  { databaseUrl, dataDir }: Pick<Configuration, 'databaseUrl' | 'dataDir'>,
  logger: EmbeddedPostgresLogger,
): Promise<DatabaseServer> {
  if (databaseUrl !== undefined) {
    const server = externalServer(databaseUrl);
    await migrateDatabase(server.connectionString()).catch((error: Error) => {
      throw new Error(
        `DATABASE_URL: the server there could not be used (${describe(error)}); check host, port, database, user and password, as in postgres://user:password@db.example.com:5432/byok`,
      );
    });
    return server;
  }
  const server = await startEmbeddedPostgres({ dataDir, logger });
  try {
    await migrateDatabase(server.connectionString());
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

/** pg's connection errors name host, user and database, but no password; an AggregateError has an empty message. */
function describe(error: Error): string {
  const [first] = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [error];
  return types.isNativeError(first) ? first.message : String(first);
}
