import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { EmbeddedPostgresLogger } from './embedded-postgres.logger.js';

export interface ServerWatch {
  /** Ends the watching, and waits for a restart that is under way. */
  stop(): Promise<void>;
}

export interface ServerWatchOptions {
  /** Connection URL of the moment. */
  address(): string;
  /** Makes sure that the server runs; called when the connection to it broke, until it succeeds. */
  restart(): Promise<void>;
  /** Called once the server answers again. */
  onRestart(): void;
  logger: EmbeddedPostgresLogger;
}

const MAX_PAUSE_MS = 5_000;

/** Keeps one idle connection, whose end is the first sign of the server's, and has the server started again. */
export function watchServer({ address, restart, onRestart, logger }: ServerWatchOptions): ServerWatch {
  const stopping = new AbortController();
  let connection: pg.Client | undefined;

  async function untilLost(onConnected: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: address(),
      application_name: 'byok watch',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve).on('error', () => resolve());
      // A client that is ended while it connects never settles its promise.
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    connection = client;
    await Promise.race([client.connect().then(onConnected), lost]);
    await lost;
  }

  async function watch(): Promise<void> {
    let broken = false;
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await untilLost(() => {
          if (broken) {
            logger.warn('The embedded PostgreSQL runs again');
            onRestart();
          }
          broken = false;
          failures = 0;
        });
      } catch {
        // It refuses connections: the same as a lost one.
      }
      void connection?.end().catch(() => undefined);
      if (stopping.signal.aborted) return;
      if (!broken) logger.warn('The embedded PostgreSQL went away; starting it again');
      broken = true;
      try {
        await restart();
      } catch (error) {
        if (failures === 0)
          logger.warn(`The embedded PostgreSQL can't be started again yet: ${(error as Error).message}`);
      }
      await pause(Math.min(50 * 2 ** failures++, MAX_PAUSE_MS), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
    }
  }

  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
