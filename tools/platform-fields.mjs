/**
 * Makes the lists of fields that pass under a platform key, and the page that shows them, from the installed SDKs'
 * types and platform-fields/reasons.json. `--check` writes nothing, names what would change, and fails.
 * The second page, of /api/v1, is what the translations themselves make of a body for each field; `--v1` prints those
 * bodies, and what became of each, as JSON.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listsOf } from './platform-fields/lists.mjs';
import { pageOf } from './platform-fields/page.mjs';
import { SOURCES } from './platform-fields/routes.mjs';
import { v1FatesOf } from './platform-fields/v1-fates.mjs';
import { v1PageOf } from './platform-fields/v1-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const reasons = JSON.parse(readFileSync(new URL('./platform-fields/reasons.json', import.meta.url), 'utf8'));
const differences = [];

const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

function put(file, text) {
  if (readText(root + file) === text) return;
  differences.push(`${file} is not what the script makes.`);
  if (!check) writeFileSync(root + file, text);
}

/** Names that one has and the other lacks, so that whoever updates an SDK sees what it brought. */
function compare(provider, before, after) {
  for (const route of Object.keys(after.routes).filter((name) => before.routes?.[name] === undefined)) {
    differences.push(`${provider} ${route} is new.`);
    after = { ...after, routes: { ...after.routes, [route]: undefined } };
  }
  for (const route of new Set([...Object.keys(before.routes ?? {}), ...Object.keys(after.routes)])) {
    const had = namesOf(before.routes?.[route]);
    const has = namesOf(after.routes[route]);
    for (const name of has.difference(had)) differences.push(`${provider} ${route}: ${name} is new.`);
    for (const name of had.difference(has)) differences.push(`${provider} ${route}: ${name} is gone.`);
  }
}

const namesOf = (route) => new Set(route?.fields === undefined ? [] : [...route.fields, ...Object.keys(route.leftOut)]);

const lists = Object.fromEntries(Object.entries(SOURCES).map(([provider, source]) => [provider, listsOf(source, reasons[provider])]));
const fates = await v1FatesOf(lists.openai.routes);
if (process.argv.includes('--v1')) {
  await new Promise((resolve) => process.stdout.write(JSON.stringify(fates), resolve));
  process.exit();
}
for (const [provider, list] of Object.entries(lists)) {
  const file = `libs/providers/src/${provider}/${provider}.fields.json`;
  compare(provider, JSON.parse(readText(root + file) || '{}'), list);
  put(file, `${JSON.stringify(list, null, 2)}\n`);
}
put('docs/platform-key-fields.md', pageOf(lists));
put('docs/api-v1-fields.md', v1PageOf(fates));

if (differences.length > 0) process.stdout.write(`${differences.join('\n')}\n`);
if (check && differences.length > 0) {
  process.stdout.write('Decide on the new fields in tools/platform-fields/reasons.json, then run: node tools/platform-fields.mjs\n');
  process.exitCode = 1;
}
