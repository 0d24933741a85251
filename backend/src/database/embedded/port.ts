import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { HOST } from './credentials.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const FILE = 'port';

export function rememberPort(folder: string, port: number): void {
  writeFileSync(join(folder, FILE), `${port}\n`);
}

/**
 * The port that `folder` remembers, so that the address stays the same over restarts, if it is free; else any free
 * one. Another program may still take it before the server does.
 */
export async function choosePort(folder?: string): Promise<number> {
  const path = folder === undefined ? undefined : join(folder, FILE);
  const last = path !== undefined && existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  const candidates = last > 0 && last < 65_536 ? [last, 0] : [0];
  for (const candidate of candidates) {
    const port = await tryPort(candidate);
    if (port !== undefined) return port;
  }
  throw new EmbeddedPostgresError(`No port is free on ${HOST} for PostgreSQL.`);
}

function tryPort(candidate: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: HOST, port: candidate, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
