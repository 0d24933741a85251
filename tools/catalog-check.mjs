/**
 * Compares a catalog of models with the types of the installed official SDKs, and with a provider's own list where
 * its key is set (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, at <PROVIDER>_BASE_URL). Prints what is missing,
 * dead and dying. Informs only: it ends with 0 whatever it finds.
 *
 *   npm run catalog:check [-- --today=2027-01-31]     CATALOG_FILE names another catalog than the built-in one
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findings } from './catalog-check/findings.mjs';
import { PROVIDERS, listedBy } from './catalog-check/provider-list.mjs';
import { sdkModels } from './catalog-check/sdk-models.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = process.env.CATALOG_FILE || `${root}libs/nestjs-byok/src/strategy/catalog/catalog.json`;
const today = dayOf(process.argv.find((argument) => argument.startsWith('--today='))?.slice('--today='.length));

function dayOf(given) {
  const now = new Date().toISOString().slice(0, 10);
  if (given === undefined) return now;
  const moment = new Date(given);
  if (!Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === given) return given;
  console.log(`--today=${given} is no day such as 2027-01-31: today is ${now}.`);
  return now;
}

function catalogOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.log(`The catalog ${path} cannot be read: ${error.code ?? 'it is not JSON'}.`);
    return undefined;
  }
}

const catalog = catalogOf(file);
for (const { id, models = [] } of catalog?.providers ?? []) {
  if (!PROVIDERS.includes(id)) continue;
  const lines = findings({ models, today, sdk: sdkModels(root, id), list: await listedBy(id, process.env) });
  console.log(`\n${id}: ${models.length} models`);
  for (const line of lines) console.log(`  ${line}`);
  if (lines.length === 0) console.log('  nothing to tell');
}
