/**
 * `node bench/vault.mjs`: unlocking the vault and decrypting a key in Chromium, beside bare PBKDF2 of the same rounds,
 * interleaved in one run of one page. Needs a build (`npm run build`). `ROUNDS` changes its length. Writes results/vault.md; fails when the goal is missed.
 */
import './lib/modern-node.mjs';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from '@playwright/test';
import { goalTable, machine, publish } from './lib/report.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 30);
const GOAL = 1.1;
const client = new URL('../dist/client/', import.meta.url);

/** The file of the built client that holds the vault, as every page of ours loads it. */
const { outputs } = JSON.parse(readFileSync(new URL('browser-stats.json', client), 'utf8'));
const [script] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('libs/vault/src/index.ts'));

const server = createServer((request, response) => {
  const name = request.url.slice(1);
  response.setHeader('content-type', name === '' ? 'text/html' : 'text/javascript');
  response.end(Object.hasOwn(outputs, name) ? readFileSync(new URL(`browser/${name}`, client)) : '<!doctype html><title>vault</title>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const measured = await page.evaluate(async ([rounds, file]) => {
  const { Vault } = await import(`/${file}`);
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
}, [ROUNDS, script]);
const version = browser.version();
await browser.close();
server.close();

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const bare = median(measured.times.bare);
const whole = median(measured.times.whole);
publish('vault', 'Unlocking the vault beside bare PBKDF2', [
  'Repeat with `npm run build && node bench/vault.mjs`.',
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
