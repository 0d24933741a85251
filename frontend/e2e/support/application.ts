import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** One value for the run: set by the first process that asks, inherited by the workers. */
function once(name: string, make: () => string): string {
  return (process.env[name] ??= make());
}

const ASK_FOR_PORT = 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})';

export const port = Number(once('BYOK_E2E_PORT', () => execFileSync(process.execPath, ['-e', ASK_FOR_PORT]).toString().trim()));
export const dataDirectory = once('BYOK_E2E_DATA', () => mkdtempSync(join(tmpdir(), 'byok-e2e-')));
export const baseURL = `http://127.0.0.1:${port}`;

/** The same server under a name that is not the local host: no secure context there. */
export const FOREIGN_HOST = 'byok.test';
export const foreignURL = `http://${FOREIGN_HOST}:${port}`;

/** The same server by its name: passkeys belong to names, not to addresses. */
export const namedURL = `http://localhost:${port}`;

/** The run's administrator. */
export const ADMIN = { email: 'admin-of-the-e2e-run@school.example', password: 'administrator-password-of-the-run' };

/** A client's address for what has this name, the same each time: the server believes `x-forwarded-for` in this run. */
export function addressOf(name: string): string {
  const [first, second, third] = createHash('sha256').update(name).digest();
  return `10.${first}.${second}.${third}`;
}
