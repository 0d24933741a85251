import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BODY_SIZES } from '../backend/test/support/body-sizes.js';
import type { WireServer } from '../backend/test/support/wire-server.js';
import { register } from './support/cluster/members.js';
import { freePort } from './support/servers/free-port.js';
import { startBuilt, type BuiltProcess } from './support/servers/built-process.js';
import { MemoryWatch } from './support/soak/memory.js';
import { openProbe } from './support/soak/probe.js';
import { makeCall, soakCalls, type SoakCall } from './support/soak/soak-calls.js';
import { startSoakProvider } from './support/soak/soak-provider.js';

/** `BYOK_SOAK=full` runs the whole, by hand on a quiet machine, and writes docs/soak.md. */
const IS_FULL = process.env['BYOK_SOAK'] === 'full';
const TIMES = IS_FULL ? 100 : 1;
const MAX_SECONDS = IS_FULL ? 600 : 60;
const MAX_BYTES = IS_FULL ? 15e9 : 1.5e9;
const CALLERS = 6;
const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery' };
const REPORT = fileURLToPath(new URL('../docs/soak.md', import.meta.url));

describe('calls with answers of every size, over HTTP/1.1 and HTTP/2, whole, streamed, cut and slow', () => {
  let dataDir: string;
  let servers: WireServer[];
  let built: BuiltProcess;
  let url: string;
  const probe = openProbe();

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'byok-soak-'));
    const anthropic = await startSoakProvider('anthropic', 'HTTP/1.1');
    const gemini = await startSoakProvider('gemini', 'HTTP/2');
    servers = [anthropic, gemini];
    const authority = join(dataDir, 'authority.pem');
    await writeFile(authority, gemini.authority as string);
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    built = await startBuilt('main', {
      ...ADMIN,
      PORT: port,
      DATA_DIR: join(dataDir, 'data'),
      ANTHROPIC_BASE_URL: anthropic.origin,
      GEMINI_BASE_URL: gemini.origin,
      OPENAI_BASE_URL: (await probe).origin,
      NODE_EXTRA_CA_CERTS: authority,
      LOG_LEVEL: 'info',
    });
  });
  afterAll(async () => {
    await built.stop();
    await Promise.all(servers.map((server) => server.close()));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('never keep another caller waiting, lose a byte, keep memory or fail of ours', async () => {
    const heavy = await register(url, 'heavy@example.test', ADMIN);
    const other = await register(url, 'other@example.test', ADMIN);
    const own = { 'x-byok-fallback': 'never', 'x-byok-anthropic-key': 'sk-ant-soak-0123456789', 'x-byok-gemini-key': 'AIzaSoak0123456789', 'x-byok-openai-key': 'sk-soak-0123456789' };
    (await probe).start(`${url}/api/v1/chat/completions`, { 'content-type': 'application/json', authorization: `Bearer ${other.token}`, ...own });
    const memory = new MemoryWatch(built.pid);
    const started = performance.now();
    const faults: string[] = [];
    const calls = soakCalls(TIMES);
    const atLeast = TIMES * BODY_SIZES.length * 2;
    let made = 0;
    let bytes = 0;
    const seconds = () => (performance.now() - started) / 1000;
    const caller = async () => {
      while (seconds() < MAX_SECONDS && bytes < MAX_BYTES) {
        const call = calls.next().value as SoakCall;
        made += 1;
        const outcome = await makeCall(url, { authorization: `Bearer ${heavy.token}`, ...own }, call).catch((error: unknown) => ({ bytes: 0, fault: String(error) }));
        bytes += outcome.bytes;
        if (outcome.fault !== undefined) faults.push(`${JSON.stringify(call)}: ${outcome.fault}`);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    const took = seconds();
    const seen = await (await probe).end();
    const resident = memory.end();
    const report = [
      `${made} calls, ${(bytes / 1e9).toFixed(2)} GB read by clients in ${Math.round(took)} s, ${CALLERS} at once; faults: ${faults.length}`,
      `another caller: ${seen.calls} small calls, ${seen.failures} failed, median ${seen.medianMs} ms, 99 % within ${seen.p99Ms} ms, worst ${seen.worstMs} ms`,
      `resident memory: middle ${resident.middle} MiB, end ${resident.end} MiB, most ${resident.most} MiB`,
    ];
    process.stdout.write(`${[...report, ...faults.slice(0, 10)].join('\n')}\n`);
    if (IS_FULL) await writeFile(REPORT, reportPage(report));
    expect(faults.slice(0, 10)).toEqual([]);
    expect(made).toBeGreaterThanOrEqual(atLeast);
    expect(seen).toMatchObject({ failures: 0 });
    expect(seen.worstMs).toBeLessThan(1_000);
    expect(resident.end).toBeLessThan(resident.middle * 1.25 + 100);
    expect(built.output()).not.toMatch(/request failed|"code":"unavailable"/);
  }, (MAX_SECONDS + 180) * 1_000);
});

function reportPage(lines: readonly string[]): string {
  return [
    '# The soak',
    '',
    'Repeat with `npm run build && BYOK_SOAK=full npm run proofs -- /soak`, on a quiet machine. Without `BYOK_SOAK` it takes a minute.',
    '',
    'Answers of 1 B to 20 MiB, of log-uniform sizes and of sizes around every buffer, each of those 100 times, from Anthropic over HTTP/1.1 and Gemini over HTTP/2, native and translated: whole, streamed, cut off, and read slowly. Meanwhile another caller sends a small call every 50 ms.',
    '',
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${new Date().toISOString().slice(0, 10)}`,
    '',
    ...lines.map((line) => `- ${line}`),
    '',
  ].join('\n');
}
