/** The product as built, over the emulator in this process, with an account and its token. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../dist/server/libs/sandbox/src/index.js';
import { NODE_OPTIONS } from '../../tools/node-options.mjs';

const main = fileURLToPath(new URL('../../dist/server/backend/src/main.js', import.meta.url));
const START_MS = 60_000;

/** @returns origin, token, the emulator and `stop` */
export async function startProduct() {
  const sandbox = await startSandbox({ latencyMs: 0 });
  const dataDir = mkdtempSync(join(tmpdir(), 'byok-clients-data-'));
  const origins = Object.entries(sandbox.origins).map(([provider, origin]) => [`${provider.toUpperCase()}_BASE_URL`, origin]);
  // No key of the platform: a call that doesn't carry the user's fails.
  const environment = { ...process.env, ...Object.fromEntries(origins), PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [...NODE_OPTIONS, main], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    const gone = child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined;
    child.kill('SIGTERM');
    await gone;
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const origin = await ready(child);
    return { origin, sandbox, token: await tokenAt(origin), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ready(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const hear = (chunk) => {
      output = (output + chunk).slice(-8192);
      const match = /ready: (http:\S+)/.exec(output);
      if (match) resolve(match[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`The product ended with ${code}: ${output}`)));
    setTimeout(() => reject(new Error(`The product did not start: ${output}`)), START_MS).unref();
  });
}

async function tokenAt(origin) {
  const send = async (path, body, headers = {}) => {
    const answer = await fetch(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return { body: await answer.json(), cookies: answer.headers.getSetCookie() };
  };
  const account = { email: 'clients@example.com', password: 'a long password of clients' };
  const { cookies } = await send('/api/auth/register', account);
  const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
  const xsrf = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(cookie)[1]);
  const token = { name: 'clients', expiresInDays: 1 };
  return (await send('/api/auth/tokens', token, { cookie, 'x-xsrf-token': xsrf })).body.token;
}
