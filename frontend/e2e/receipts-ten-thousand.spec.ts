import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ReceiptView, SignedReceipt } from '#receipts';
import { root } from './support/application.js';
import { registerAccount } from './support/accounts.js';
import { expect, test } from './support/fixtures.js';

const COUNT = 10_000;
const [ours, foreign] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const KEYS = { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k1' }] };

type Numbered = ReceiptView & { readonly number: number };

const signedBy = (key: KeyObject, payload: string) => sign(null, Buffer.from(payload), key).toString('base64url');

function chain(): Numbered[] {
  const receipts: Numbered[] = [];
  let previous: string | null = null;
  for (let number = 1; number <= COUNT; number += 1) {
    const id = `r-${number}`;
    const payload: string = JSON.stringify({ v: 1, id, chain: 'c', number, previous, time: '2026-11-30T00:00:00.000Z', provider: 'openai', model: 'gpt-6-luna', credentialSource: 'byok', tokensIn: 10, tokensOut: 5, cost: 0.01, costReason: null, code: null, commitments: {} });
    receipts.push({ id, number, payload: Buffer.from(payload).toString('base64url'), kid: 'k1', signature: signedBy(ours.privateKey, payload) });
    previous = createHash('sha256').update(payload).digest('base64url');
  }
  return receipts;
}

const textOf = ({ payload }: SignedReceipt) => Buffer.from(payload, 'base64url').toString();
const CHANGES: readonly { readonly kind: string; readonly words: string; readonly number: number; readonly change: (sound: readonly Numbered[]) => Numbered[] }[] = [
  { kind: 'changed', words: 'Чек изменили после подписи', number: 4_321, change: (sound) => sound.map((receipt) => (receipt.number === 4_321 ? { ...receipt, payload: Buffer.from(textOf(receipt).replace('"cost":0.01', '"cost":0.02')).toString('base64url') } : receipt)) },
  { kind: 'missing', words: 'Перед чеком пропущены другие', number: 5_001, change: (sound) => sound.filter(({ number }) => number !== 5_000) },
  { kind: 'order', words: 'Чек стоит не на своём месте', number: 7_000, change: (sound) => [...sound.slice(0, 6_999), sound[7_000] as Numbered, sound[6_999] as Numbered, ...sound.slice(7_001)] },
  { kind: 'foreign_signature', words: 'Подпись чужая', number: 9_876, change: (sound) => sound.map((receipt) => (receipt.number === 9_876 ? { ...receipt, signature: signedBy(foreign.privateKey, textOf(receipt)) } : receipt)) },
];

/** The server has these receipts. */
async function serve(page: Page, shown: () => readonly Numbered[]): Promise<void> {
  await page.route('**/.well-known/byok-receipts.json', (route) => route.fulfill({ json: KEYS }));
  await page.route(/\/api\/receipts\?/, (route) => {
    const query = new URL(route.request().url()).searchParams;
    const [after, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit'))];
    const receipts = query.get('order') === 'desc' ? shown().slice(-limit).toReversed() : shown().filter(({ number }) => number > after).slice(0, limit);
    return route.fulfill({ json: receipts });
  });
}

function checkByCommand(file: string, keys: string): Promise<{ code: number; output: string }> {
  const run = [join(root, 'tools/receipts-check.mjs'), file, '--keys', keys, '--whole'];
  return new Promise((resolve) => execFile(process.execPath, run, (error, output) => resolve({ code: error === null ? 0 : Number(error.code), output })));
}

test('of 10,000 receipts the browser and the command find one changed byte, one missing, two swapped and one foreign signature', async ({ page }, info) => {
  test.setTimeout(180_000);
  const sound = chain();
  let shown: readonly Numbered[] = sound;
  await registerAccount(page, 'ten-thousand');
  await serve(page, () => shown);
  const began = Date.now();
  await page.goto('/spending');
  const section = page.locator('byok-receipts-section');
  await expect(section.getByText(/Проверено: 10\s000 чеков, всё сходится/)).toBeVisible({ timeout: 60_000 });
  process.stdout.write(`10,000 receipts checked by the browser within ${Date.now() - began} ms of opening the page\n`);

  const [keys, file] = [info.outputPath('jwks.json'), info.outputPath('receipts.jsonl')];
  await writeFile(keys, JSON.stringify(KEYS));
  const command = async (receipts: readonly Numbered[]) => {
    await writeFile(file, receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join(''));
    return checkByCommand(file, keys);
  };
  expect(await command(sound)).toMatchObject({ code: 0, output: expect.stringContaining('10000 receipts, number 1 to 10000: all is well') });

  for (const { kind, words, number, change } of CHANGES) {
    shown = change(sound);
    await section.getByRole('button', { name: 'Проверить с начала' }).click();
    await expect(section.locator('.bad li')).toHaveText(new RegExp(`^\\s*${words}\\s+чек № ${number}\\s*$`), { timeout: 60_000 });
    const { code, output } = await command(shown);
    expect([code, output.split('\n').filter((line) => /^(Line|The whole)/.test(line))]).toEqual([1, [expect.stringMatching(new RegExp(`^Line \\d+: ${kind}\\.`))]]);
  }
});
