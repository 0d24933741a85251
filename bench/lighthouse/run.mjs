/**
 * `node bench/lighthouse/run.mjs`: Lighthouse on sign-in, settings and studio of the built application, as a phone and as
 * a desktop. Needs `npm run build` and `npm ci --ignore-scripts` in this folder. `ROUNDS` changes its length. Writes results/lighthouse.md; fails when a
 * median is under its goal.
 */
import '../lib/modern-node.mjs';
import lighthouse from 'lighthouse';
import desktop from 'lighthouse/core/config/desktop-config.js';
import { stop } from '../lib/processes.mjs';
import { goalTable, machine, publish } from '../lib/report.mjs';
import { startByok, startUpstream } from '../lib/servers.mjs';
import { registerForCookies, setCookies, startChrome } from './signed-in-chrome.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const GOAL = 95;
const CATEGORIES = { performance: 'performance', accessibility: 'accessibility', 'best-practices': 'best practices' };
const PAGES = { 'sign-in': '/sign-in', settings: '/settings/keys', studio: '/studio' };
const DEVICES = { phone: undefined, desktop };

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

const upstream = await startUpstream();
const byok = await startByok(upstream.origin);
byok.child.stdout.resume();
const cookies = await registerForCookies(byok.origin);
const chrome = await startChrome();
const goals = [];
const details = [];

async function look(path, config) {
  // A rotated session cookie is in no list of ours: each look begins with the account's own.
  await setCookies(chrome, path === PAGES['sign-in'] ? [] : cookies);
  const flags = { port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: Object.keys(CATEGORIES), locale: 'en-US' };
  const { lhr } = await lighthouse(`${byok.origin}${path}`, flags, config);
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  // Somebody who is not signed in would be measured on another page.
  if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}.`);
  return lhr;
}

function lost({ categories, audits }) {
  const names = new Set();
  for (const [id, name] of Object.entries(CATEGORIES)) {
    for (const { id: audit, weight } of categories[id].auditRefs) {
      const { score, title, displayValue } = audits[audit];
      if (weight > 0 && score !== null && score < 0.9) names.add(`${name}: ${title}${displayValue ? ` (${displayValue})` : ''}`);
    }
  }
  return [...names];
}

try {
  for (const [device, config] of Object.entries(DEVICES)) {
    for (const [page, path] of Object.entries(PAGES)) {
      const looks = [];
      for (let round = 0; round < ROUNDS; round += 1) looks.push(await look(path, config));
      for (const [category, name] of Object.entries(CATEGORIES)) {
        const score = median(looks.map(({ categories }) => Math.round(categories[category].score * 100)));
        goals.push([`${page}, ${device}: ${name}`, score, '>=', GOAL]);
      }
      const of = (audit) => (median(looks.map(({ audits }) => audits[audit].numericValue)) / 1000).toFixed(1);
      const shift = median(looks.map(({ audits }) => audits['cumulative-layout-shift'].numericValue)).toFixed(3);
      const blocking = Math.round(median(looks.map(({ audits }) => audits['total-blocking-time'].numericValue)));
      details.push(`| ${page}, ${device} | ${of('first-contentful-paint')} s | ${of('largest-contentful-paint')} s | ${blocking} ms | ${shift} |`);
      for (const name of lost(looks[0])) process.stdout.write(`${page}, ${device}: ${name}\n`);
    }
  }
} finally {
  chrome.kill();
  await Promise.all([stop(byok), stop(upstream)]);
}

publish('lighthouse', 'Lighthouse on the pages that everyone sees first', [
  'Repeat with `npm run build && npm ci --ignore-scripts --prefix bench/lighthouse && node bench/lighthouse/run.mjs`.',
  '',
  `${machine()}; Lighthouse with its simulated throttling, ${ROUNDS} rounds, medians`,
  '',
  ...goalTable(goals),
  '',
  '| page | first content | largest content | blocking | layout shift |',
  '|---|---|---|---|---|',
  ...details,
]);
process.exit(goals.every(([, score]) => score >= GOAL) ? 0 : 1);
