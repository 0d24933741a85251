/** The servers that are measured, each a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_OPTIONS } from '../../tools/node-options.mjs';
import { start } from './processes.mjs';

const here = new URL('.', import.meta.url).pathname;

/** @returns process and `origin` of a provider that answers at once */
export async function startUpstream() {
  const server = await start(`${here}upstream.mjs`, [], {}, /port (\d+)/);
  return { ...server, origin: `http://127.0.0.1:${server.match[1]}` };
}

/** The measure: Fastify and undici alone. */
export async function startBareProxy(upstream) {
  const server = await start(`${here}bare-proxy.mjs`, [upstream], { NODE_ENV: 'production' }, /port (\d+)/);
  return { ...server, origin: `http://127.0.0.1:${server.match[1]}` };
}

/**
 * BYOK as built, with its default settings and the options of `npm start`: authentication, receipts, redaction, request log and usage records on.
 * @param more options for Node
 * @param folder holds the build; default: the working folder
 */
export async function startByok(upstream, more = [], folder = '.') {
  const dataDir = mkdtempSync(join(tmpdir(), 'byok-bench-'));
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const environment = { PORT: '0', PROVIDERS: 'live', OPENAI_BASE_URL: upstream, DATA_DIR: dataDir, LOG_LEVEL: 'info', JOB_CONCURRENCY: '1' };
  // `settle` opens the inspector by this signal.
  const options = [...NODE_OPTIONS.filter((option) => option !== '--disable-sigusr1'), ...more];
  const server = await start(join(folder, 'dist/server/backend/src/main.js'), [], environment, /ready: (http:\S+)/, options);
  return { ...server, origin: server.match[1] };
}
