import pg from 'pg';
import { SERVER_VARIABLE, TEMPLATE_VARIABLE, testDatabaseName } from './test-server.js';

export interface TestDatabase {
  /** For `DATABASE_URL` or a `Configuration`'s `databaseUrl`. */
  readonly databaseUrl: string;
  /** Removes the database, cutting what connections are left. */
  drop(): Promise<void>;
}

/** A fresh database with the newest schema, on the server of this Jest run, in some 30 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createFrom(process.env[TEMPLATE_VARIABLE]);
}

/** A fresh database without any table. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

async function createFrom(template: string | undefined): Promise<TestDatabase> {
  const server = process.env[SERVER_VARIABLE];
  if (!server || !template) throw new Error("No test server: the spec must run in Jest's backend project.");
  const name = testDatabaseName();
  await administer(server, `create database ${name} template ${template}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { databaseUrl: url.href, drop: () => administer(server, `drop database if exists ${name} with (force)`) };
}

async function administer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
