import { ByokError } from '#contracts';
import pg from 'pg';
import { translateDatabaseError } from './database.error.js';
import type { DatabaseServer } from './database-server.js';
import { pooledClient } from './pooled-client.js';

export interface PoolOptions {
  /** Connections at most. */
  max?: number;
  /** Called for a broken idle connection; the pool has already dropped it. */
  onConnectionLost?: (error: Error) => void;
}

/**
 * A pool of the server's connections. Promises of `connect` and `query` reject with `ByokError` `unavailable` while no server answers;
 * a refused statement keeps pg's own error, whose fields callers of the bare pool look at.
 */
export function createPool(server: DatabaseServer, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    Client: pooledClient(server),
    max: options.max ?? 10,
    application_name: 'byok',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  pool.on('error', (error) => options.onConnectionLost?.(error));
  pool.connect = translating(pool.connect.bind(pool));
  pool.query = translating(pool.query.bind(pool));
  return pool;
}

/** Calls with a callback (pg makes some to itself) return no promise and pass unchanged. */
function translating<Method>(method: Method): Method {
  const call = method as (...parameters: unknown[]) => unknown;
  return ((...parameters: unknown[]) => {
    const outcome = call(...parameters);
    return outcome instanceof Promise ? outcome.catch(rethrow) : outcome;
  }) as Method;
}

function rethrow(error: unknown): never {
  const translated = translateDatabaseError(error);
  throw translated instanceof ByokError ? translated : error;
}
