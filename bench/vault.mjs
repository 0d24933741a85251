/**
 * `node bench/vault.mjs`: unlocking the vault and decrypting a key in Chromium, beside bare PBKDF2 of the same rounds,
 * interleaved in one run of one page. `ROUNDS` changes its length. Writes results/vault.md; fails when the goal is missed.
 */
import './lib/modern-node.mjs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { goalTable, machine, publish } from './lib/report.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 30);
const GOAL = 1.1;
const source = (path) => fileURLToPath(new URL(`../libs/${path}/src/index.ts`, import.meta.url));

/** The vault itself, bundled for a page as the client's build does it. */
const { outputFiles } = await build({
  stdin: { contents: `export { Vault } from ${JSON.stringify(source('vault'))};`, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
  alias: { '#contracts': source('contracts'), '#vault': source('vault') },
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
});
const server = createServer((request, response) => {
  const script = request.url === '/vault.js';
  response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
  response.end(script ? outputFiles[0].contents : '<!doctype html><title>vault</title>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const measured = await page.evaluate(async (rounds) => {
  const { Vault } = await import('/vault.js');
  const encoder = new TextEncoder();
  const password = () => encoder.encode('зелёный чайник читает по ночам');
  const vault = new Vault({ userId: 'bench', channel: null });
  await vault.create(password());
  const { id } = await vault.addKey('openai', encoder.encode('sk-sandbox-bench-0123456789-0123456789'));
  const iterations = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('byok-vault-bench');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction('meta').objectStore('meta').get('vault');
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result.kdf.iterations);
      };
    };
  });

  async function bare() {
    const key = await crypto.subtle.importKey('raw', password(), 'PBKDF2', false, ['deriveBits']);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', iterations, salt }, key, 256);
  }
  async function whole() {
    vault.lock('manual');
    await vault.unlock(password());
    const length = await vault.withKey(id, (key) => key.length);
    if (length !== 38) throw new Error('The vault gave another key.');
  }
  async function milliseconds(work) {
    const start = performance.now();
    await work();
    return performance.now() - start;
  }
  const times = { bare: [], whole: [] };
  for (let round = -2; round < rounds; round += 1) {
    // Whoever goes second finds the processor warm.
    const order = round % 2 === 0 ? ['bare', 'whole'] : ['whole', 'bare'];
    for (const name of order) {
      const time = await milliseconds(name === 'bare' ? bare : whole);
      if (round >= 0) times[name].push(time);
    }
  }
  vault.close();
  return { iterations, times };
}, ROUNDS);
const version = browser.version();
await browser.close();
server.close();

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const bare = median(measured.times.bare);
const whole = median(measured.times.whole);
publish('vault', 'Unlocking the vault beside bare PBKDF2', [
  'Repeat with `node bench/vault.mjs`.',
  '',
  `${machine()}; Chromium ${version}, PBKDF2-SHA256 with ${measured.iterations.toLocaleString('en')} rounds, ${ROUNDS} times each, interleaved in one page; medians`,
  '',
  '| what | milliseconds |',
  '|---|---|',
  `| bare PBKDF2 | ${bare.toFixed(1)} |`,
  `| unlock: attempt noted, record read, PBKDF2, DEK unwrapped; then a key read and decrypted | ${whole.toFixed(1)} |`,
  '',
  ...goalTable([['unlock and decrypt against bare PBKDF2', whole / bare, '<=', GOAL]]),
]);
process.exit(whole / bare <= GOAL ? 0 : 1);
