import { ByokError } from '#contracts';
import pg from 'pg';
import { translateDatabaseError } from './database.error.js';
import type { DatabaseServer } from './database-server.js';

export interface PoolOptions {
  /** Connections at most. */
  max?: number;
  /** Called for a broken idle connection; the pool has already dropped it. */
  onConnectionLost?: (error: Error) => void;
}

/**
 * A pool that asks the server for its address at every new connection, so that it finds a restarted server on
 * another port. Promises of `connect` and `query` reject with `ByokError` `unavailable` while no server answers;
 * a refused statement keeps pg's own error, whose fields callers of the bare pool look at.
 */
export function createPool(server: DatabaseServer, options: PoolOptions = {}): pg.Pool {
  class AddressedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: server.connectionString() });
      // The pool listens while a client is idle; one that breaks in a caller's hands would end the process.
      this.on('error', () => undefined);
    }
  }
  const pool = new pg.Pool({
    Client: AddressedClient,
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
