import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf } from '#sandbox';
import '#testing/jest';
import { PlatformKeyFiles } from '../src/platform-keys/platform-key-files.service.js';
import { startApplication, type TestApplication, type TestUser } from './support/application.js';
import { chatCall, receiptOf } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { ended, submit } from './support/jobs.js';

const [OLD_MARK, NEW_MARK] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
const DEAD = `sk-sandbox-nocredit-${OLD_MARK}`;
const NEW = `sk-sandbox-${NEW_MARK}`;
const folder = mkdtempSync(join(tmpdir(), 'byok-platform-keys-'));
const file = join(folder, 'openai');

let test: TestApplication;
let user: TestUser;

beforeAll(async () => {
  writeFileSync(file, `${DEAD}\n`);
  test = await startApplication({ OPENAI_API_KEY: undefined, OPENAI_API_KEY_FILE: file });
  user = await test.user();
});
afterAll(async () => {
  await test?.close();
  rmSync(folder, { recursive: true });
});

const { path, json } = chatCall('v1', 'openai', 'plain');
const call = async (headers: Record<string, string> = {}) => receiptOf(await test.fetch(user, path, { json, headers }));
const metrics = async () => (await test.accounts.call('get', '/metrics').expect(200)).text;
const told = (words: string) => test.logs().split('\n').filter((line) => line.includes(words));

/** As an operator does it, or a container platform. */
function write(text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  test.application.get(PlatformKeyFiles).look();
}

describe("a platform's key that fails", () => {
  it('is told to the operator, once, by log and metric, and the process stays ready', async () => {
    expect(await call()).toMatchObject({ source: 'platform', code: 'key_no_credit' });
    expect(await call({ 'x-byok-openai-key': 'sk-sandbox-invalid-own-0123456789' })).toMatchObject({ attempts: 'byok:openai:key_invalid,platform:openai:key_no_credit' });
    await eventually(async () => expect(await metrics()).toContain('byok_platform_key_failures_total{provider="openai",code="key_no_credit"} 2'));
    expect(told("The platform's key for openai failed (key_no_credit)")).toHaveLength(1);
    expect(await metrics()).not.toContain('byok_platform_key_failures_total{provider="openai",code="key_invalid"}');
    await test.accounts.call('get', '/api/health/ready').expect(200);
  });

  it('is told from jobs, too', async () => {
    const id = await submit(test, user, { type: 'outline', transcript: 'Some text about bees.', model: 'openai/gpt-6-luna' });
    expect(await ended(test, user, id)).toMatchObject({ status: 'failed', error: { code: 'key_no_credit' } });
    expect(await metrics()).toMatch(/byok_platform_key_failures_total\{provider="openai",code="key_no_credit"\} [3-9]/);
  });

  it.each([
    ['is empty', '\n', 'names an empty file'],
    ['holds no key', 'two words', 'must be 8 to 512 printable ASCII characters'],
  ])('stays when its file %s, and the log says why', async (_how, text, why) => {
    write(text);
    expect(told(why)).toHaveLength(1);
    expect(await call()).toMatchObject({ code: 'key_no_credit' });
  });

  it('is replaced from its file without a restart, and neither key stands anywhere', async () => {
    const before = test.mark();
    write(`${NEW}\n`);
    expect(await call()).toMatchObject({ source: 'platform', attempts: 'platform:openai:ok' });
    expect(test.callsSince(before).map(({ keyFingerprint }) => keyFingerprint)).toEqual([fingerprintOf(NEW)]);
    expect(told("The platform's key for openai was replaced from its file")).toHaveLength(1);
    for (const mark of [OLD_MARK, NEW_MARK]) {
      expect(test.logs()).toHoldNoKey(mark);
      expect(await metrics()).toHoldNoKey(mark);
    }
  });

  it('leaves calls under way with the key that they have', async () => {
    let answer = () => {};
    const gate = new Promise<void>((resolve) => (answer = resolve));
    const mark = test.mark();
    test.sandbox.script('openai', async () => {
      await gate;
      return undefined;
    });
    const asked = call();
    await eventually(() => expect(test.callsSince(mark)).toHaveLength(1));
    write(`${NEW}-2\n`);
    answer();
    expect(await asked).toMatchObject({ attempts: 'platform:openai:ok' });
    test.unscript();
    expect(await call()).toMatchObject({ attempts: 'platform:openai:ok' });
    expect(test.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint)).toEqual([NEW, `${NEW}-2`].map(fingerprintOf));
  });
});
