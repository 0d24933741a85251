/**
 * Makes docs/sdk-methods.md: every method of the three official SDKs, as their types declare it, and what happens to its
 * request at a running application over the emulator. `--check` writes nothing, names what would change, and fails.
 * Wants BYOK_URL, and in BYOK_TOKEN a personal access token of the plan `business`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { methodsOf } from './sdk-methods/read-methods.mjs';
import { recordedCall } from './sdk-methods/record-call.mjs';
import { SDKS } from './sdk-methods/sdks.mjs';

const PAGE = fileURLToPath(new URL('../docs/sdk-methods.md', import.meta.url));
const { BYOK_URL: url, BYOK_TOKEN: token } = process.env;
if (url === undefined || token === undefined) throw new Error('Set BYOK_URL and BYOK_TOKEN.');

const HEAD = `# The official SDKs' methods through us

<!-- Made by tools/sdk-methods.mjs from the SDKs' types and a running application: see there. -->

Each method of \`openai\`, \`@anthropic-ai/sdk\` and \`@google/genai\`, the request that it sends first, and what becomes of that request here ([the native routes](native-routes.md)):

- **either key**: it works with the user's own key, and the platform's may pay;
- **own key**: it works with the user's own first key alone; without it \`key_required\`;
- **not here**: 404 \`not_found\`, with the paths that pass;
- **no request**: the method sends none itself (it prepares, opens a socket, or is for Google's cloud alone).
`;

const DUMMY_KEYS = { openai: 'sk-sandbox-methods', anthropic: 'sk-ant-sandbox-methods', gemini: 'AIza-sandbox-methods' };

async function send({ base, provider }, request, withKey) {
  const headers = new Headers(request.headers);
  for (const name of ['x-api-key', 'x-goog-api-key', 'content-length']) headers.delete(name);
  headers.set('authorization', `Bearer ${token}`);
  if (request.body instanceof FormData) headers.delete('content-type');
  if (withKey) headers.set(`x-byok-${provider}-key`, DUMMY_KEYS[provider]);
  const response = await fetch(url + base + request.url, { method: request.method, headers, body: request.body ?? null });
  await response.arrayBuffer();
  return { code: response.headers.get('x-byok-code'), isTried: response.headers.get('x-byok-attempts') !== null };
}

/** What becomes of a request. */
async function fateOf(sdk, request) {
  const [without, own] = [await send(sdk, request, false), await send(sdk, request, true)];
  if (without.code === 'not_found' && own.code === 'not_found' && !own.isTried) return 'not here';
  if (own.isTried && without.isTried) return 'either key';
  if (own.isTried && without.code === 'key_required') return 'own key';
  return `refused: \`${own.code}\``;
}

async function sectionOf(sdk) {
  const rows = [];
  const fates = new Map();
  for (const method of methodsOf(sdk)) {
    const request = await recordedCall(sdk, method);
    const name = `\`${method.path.join('.')}\``;
    if (request === undefined) {
      rows.push(`| ${name} |  | no request |`);
      continue;
    }
    const shown = `${request.method} ${request.url}`;
    if (!fates.has(shown)) fates.set(shown, await fateOf(sdk, request));
    rows.push(`| ${name} | \`${shown}\` | ${fates.get(shown)} |`);
  }
  const { version } = JSON.parse(readFileSync(new URL(`../node_modules/${sdk.package}/package.json`, import.meta.url), 'utf8'));
  return [`## ${sdk.package} ${version}`, '', '| method | request | through us |', '|---|---|---|', ...rows].join('\n');
}

const sections = [];
for (const sdk of SDKS) sections.push(await sectionOf(sdk));
const page = `${HEAD}\n${sections.join('\n\n')}\n`;
const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
if (page !== before) {
  if (process.argv.includes('--check')) {
    const had = new Set(before.split('\n'));
    process.stdout.write(`${page.split('\n').filter((line) => !had.has(line)).join('\n')}\ndocs/sdk-methods.md is not what the script makes: run node tools/sdk-methods.mjs\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(PAGE, page);
  }
}
process.exit();
