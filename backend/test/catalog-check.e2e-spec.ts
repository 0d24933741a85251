import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSandbox, type Sandbox } from '#sandbox';

const root = fileURLToPath(new URL('../../', import.meta.url));
const model = { tier: 0, contextTokens: 1_000, abilities: ['chat'], pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } };
const KEY = 'sandbox-catalog-check-0123456789';
const folder = mkdtempSync(join(tmpdir(), 'byok-catalog-check-'));
const file = join(folder, 'catalog.json');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ models: { openai: ['gpt-6-luna', 'gpt-brand-new'] } });
  const models = [
    { ...model, id: 'gpt-6-luna' },
    { ...model, id: 'gpt-5', shutdownDate: '2026-12-10', replacedBy: 'gpt-6-luna' },
    { ...model, id: 'gpt-old', shutdownDate: '2026-01-01' },
    { ...model, id: 'gpt-today', shutdownDate: '2026-11-29' },
    { ...model, id: 'gpt-tomorrow', shutdownDate: '2026-11-30' },
  ];
  writeFileSync(file, JSON.stringify({ providers: [{ id: 'openai', name: 'OpenAI', keyUrl: '', keyHint: '', models }] }));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Rejects when the command fails. */
async function check(environment: Record<string, string> = {}, today = '2026-11-29'): Promise<string[]> {
  const env = { PATH: process.env['PATH'], CATALOG_FILE: file, ...environment };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['tools/catalog-check.mjs', `--today=${today}`], { cwd: root, env });
  expect(stderr).toBe('');
  expect(stdout).not.toContain(KEY);
  return stdout.split('\n').map((line) => line.trim());
}

describe('npm run catalog:check', () => {
  it("prints what is dead, dying, dated otherwise, and missing beside the SDKs' types", async () => {
    const lines = await check();
    expect(lines).toContain('dead: gpt-old since 2026-01-01');
    expect(lines).toContain('dying: gpt-5 on 2026-12-10, in 11 days, then gpt-6-luna');
    expect(lines).toEqual(expect.arrayContaining(['dying: gpt-today on 2026-11-29, today', 'dying: gpt-tomorrow on 2026-11-30, tomorrow']));
    expect(lines).toContain("date: gpt-5 stops on 2026-12-11 by the SDK's types, on 2026-12-10 by the catalog");
    expect(lines).toContain("missing: gpt-6-astra, named in the SDK's types");
    expect(lines.filter((line) => /\b(?:gpt-6-luna|gpt-3\.5-turbo-0301), named/.test(line))).toEqual([]);
  });

  it("compares with a provider's own list, given a key", async () => {
    const lines = await check({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: sandbox.origins.openai });
    expect(lines).toContain('missing: gpt-brand-new, listed by the provider');
    expect(lines).toContain('not listed by the provider for this key: gpt-5');
    expect(lines).not.toContain('not listed by the provider for this key: gpt-old');
  });

  it('never fails: neither by a refused key, nor by a provider that is away, nor by a bad catalog or day', async () => {
    for (const day of ['2027-02-30', 'soon']) expect((await check({}, day))[0]).toMatch(new RegExp(`^--today=${day} is no day such as 2027-01-31: today is \\d{4}-\\d{2}-\\d{2}\\.$`));
    expect(await check({ OPENAI_API_KEY: `${KEY}-invalid`, OPENAI_BASE_URL: sandbox.origins.openai })).toContain('list: HTTP 401');
    expect(await check({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: 'http://127.0.0.1:9' })).toContain('list: no answer came');
    expect(await check({ CATALOG_FILE: join(folder, 'none.json') })).toContain(`The catalog ${join(folder, 'none.json')} cannot be read: ENOENT.`);
  });
});
