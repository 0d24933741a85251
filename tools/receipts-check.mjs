/**
 * `npm run receipts:check -- <file.jsonl> --keys <jwks.json>`: checks exported receipts without the server that made
 * them (docs/receipts.md). `--seen <number>:<hash>` names a receipt that was seen before, `--whole` wants them from
 * number 1. Ends with 0 when all is well, 1 when something is wrong, 2 when it could not check.
 */
import '../bench/lib/modern-node.mjs';
import { createReadStream, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

// The library's own sources, which Node reads as they are.
registerHooks({ resolve: (specifier, context, next) => next(/^\.\/[\w-]+\.js$/.test(specifier) && context.parentURL?.includes('/libs/receipts/src/') ? specifier.replace(/\.js$/, '.ts') : specifier, context) });
const { checkReceipts } = await import('../libs/receipts/src/index.ts');

/** Problems that are printed one by one. */
const SHOWN = 100;

function giveUp(message) {
  process.stderr.write(`${message}\nUsage: npm run receipts:check -- receipts.jsonl --keys jwks.json [--seen <number>:<hash>] [--whole]\n`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { keys: { type: 'string' }, seen: { type: 'string', multiple: true, default: [] }, whole: { type: 'boolean', default: false } } });
    if (positionals.length !== 1 || values.keys === undefined) giveUp('Name one file of receipts and one of keys.');
    return { file: positionals[0], ...values };
  } catch (error) {
    return giveUp(error.message);
  }
}

function readKeys(path) {
  try {
    const keys = JSON.parse(readFileSync(path, 'utf8'));
    if (Array.isArray(keys.keys)) return keys;
  } catch (error) {
    giveUp(`${path} cannot be read: ${error.code ?? 'it is not JSON'}.`);
  }
  return giveUp(`${path} is no set of keys: save /.well-known/byok-receipts.json as it is.`);
}

function readSeen(text) {
  const [, number, hash] = /^(\d{1,10}):([\w-]{43})$/.exec(text) ?? giveUp('--seen is <number>:<hash>, as an earlier check printed it.');
  return { number: Number(number), hash };
}

async function readReceipts(path) {
  const receipts = [];
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) if (line.trim() !== '') receipts.push(parseLine(line));
  } catch (error) {
    giveUp(`${path} cannot be read: ${error.code ?? error.message}.`);
  }
  return receipts;
}

/** What is not JSON is no receipt, and is told as such. */
function parseLine(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const { file, keys, seen, whole } = readArguments();
const check = await checkReceipts(await readReceipts(file), readKeys(keys), { seen: seen.map(readSeen), isWhole: whole });
for (const { kind, index, message } of check.problems.slice(0, SHOWN)) process.stdout.write(`${index === undefined ? 'The whole' : `Line ${index + 1}`}: ${kind}. ${message}\n`);
if (check.problems.length > SHOWN) process.stdout.write(`… and ${check.problems.length - SHOWN} more problems.\n`);
const { checked, first, last } = check;
process.stdout.write(last === undefined ? 'There is no receipt in it.\n' : `${checked} receipts, number ${first} to ${last.number}: ${check.problems.length === 0 ? 'all is well' : `${check.problems.length} problems`}.\nLast: ${last.number}:${last.hash} (keep it, and give it as --seen next time)\n`);
process.exit(check.problems.length === 0 ? 0 : 1);
