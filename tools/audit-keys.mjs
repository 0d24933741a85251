/** `npm run audit:keys`: proofs/audit over the built application. Its own arguments pass on (`--help` tells them). */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);

const REQUIRED = [
  ['Linux', ['/proc/self/environ'], 'it looks into processes by /proc'],
  ['the built server', ['dist/server/backend/src/main.js'], 'run npm run build first'],
  ['Redis', ['/usr/bin/redis-server'], "install Debian's package redis-server"],
  ['PostgreSQL', ['/usr/lib/postgresql/*/bin/postgres'], "install Debian's package postgresql"],
];
const startsItself = !args.some((arg) => /^--(?:url|help)(?:=|$)/.test(arg));
const missing = startsItself ? REQUIRED.filter(([, paths]) => !paths.some((path) => existsSync(path) || globSync(path, { cwd: root }).length > 0)) : [];
for (const [what, , cure] of missing) process.stderr.write(`The audit needs ${what}: ${cure}.\n`);
if (missing.length > 0) process.exit(2);

const node = ['--disable-warning=ExperimentalWarning', `--import=${root}backend/test/support/register-typescript.mjs`, `${root}proofs/audit/main.ts`];
const child = spawn(process.execPath, [...node, ...args], { cwd: process.cwd(), stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 2 : 130)));
