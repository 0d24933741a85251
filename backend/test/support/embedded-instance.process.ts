/** A process that uses the embedded PostgreSQL as the application does; `embedded-instance.ts` starts it and talks to it. */
import { createPool } from '../../src/database/database.pool.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/index.js';

export type InstanceRequest = { id: number; ask: 'query'; statement: string } | { id: number; ask: 'close' | 'exit' };

export type InstanceMessage =
  | { started: true; port: number; log: string[] }
  | { failed: string }
  | { restarted: number }
  | { id: number; rows?: unknown[]; error?: { name: string; code?: string; message: string } };

const send = (message: InstanceMessage) => process.send?.(message);

async function run(dataDir: string): Promise<void> {
  const log: string[] = [];
  const remember = (message: string) => void log.push(message);
  const server = await startEmbeddedPostgres({ dataDir, logger: { info: remember, warn: remember } });
  const pool = createPool(server);
  const port = () => Number(new URL(server.connectionString()).port);
  server.onRestart(() => send({ restarted: port() }));
  process.on('message', (request: InstanceRequest) => {
    if (request.ask === 'exit') process.exit(0);
    const outcome =
      request.ask === 'query'
        ? pool.query(request.statement).then(({ rows }) => rows)
        : pool.end().then(() => server.close());
    outcome.then(
      (rows) => send({ id: request.id, rows: rows ?? [] }),
      (error: Error & { code?: string }) =>
        send({ id: request.id, error: { name: error.name, code: error.code, message: error.message } }),
    );
  });
  send({ started: true, port: port(), log });
}

run(process.argv[2] ?? '').catch((error: Error) => {
  send({ failed: `${error.name}: ${error.message}` });
  process.exit(1);
});
