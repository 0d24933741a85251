import { Inject } from '@nestjs/common';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type * as schema from './schema/index.js';

/** Drizzle over the application's pool, with every table of `schema/`. */
export type Database = NodePgDatabase<typeof schema>;

/** Injection token of the `Database`. */
export const DATABASE = Symbol('DATABASE');

/** Injection token of the `pg.Pool` below the `Database`, for what drizzle has no words for (LISTEN, for example). */
export const DATABASE_POOL = Symbol('DATABASE_POOL');

/** Injection token of the `DatabaseServer`, for libraries that open connections of their own. */
export const DATABASE_SERVER = Symbol('DATABASE_SERVER');

export const InjectDatabase = (): ParameterDecorator => Inject(DATABASE);
export const InjectDatabasePool = (): ParameterDecorator => Inject(DATABASE_POOL);
export const InjectDatabaseServer = (): ParameterDecorator => Inject(DATABASE_SERVER);
