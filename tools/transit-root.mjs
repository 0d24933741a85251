/**
 * The operator's offline key. Needs nothing but Node, so that this one file can be carried to a machine without a
 * network:
 *
 *   node transit-root.mjs make --out root.pem                 makes the root; prints BYOK_TRANSIT_ROOT
 *   node transit-root.mjs sign --root root.pem --days 90      makes a transit key, signs it, prints its entry
 *   … | node transit-root.mjs sign --root root.pem --stdin    signs entries (BYOK_TRANSIT_KEYS) from standard input
 */
import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const SUITE = 'DHKEM(P-256,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM';
const KID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_DAYS = 3_650;
const USAGE = `Usage:
  node tools/transit-root.mjs make --out <file>
  node tools/transit-root.mjs sign --root <file> [--days 1 to ${MAX_DAYS}, default 90] [--stdin]`;

class Refusal extends Error {}

function main([command, ...rest]) {
  if (command === 'make') return make(optionsOf(rest, { out: { type: 'string' } }));
  if (command === 'sign') return signEntries(optionsOf(rest, { root: { type: 'string' }, days: { type: 'string', default: '90' }, stdin: { type: 'boolean', default: false } }));
  throw new Refusal(USAGE);
}

function optionsOf(args, options) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new Refusal(`${error.message}\n${USAGE}`);
  }
}

function make({ out }) {
  if (out === undefined) throw new Refusal(`make needs --out: the file that the private half goes to.\n${USAGE}`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(out, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new Refusal(error.code === 'EEXIST' ? `${out} is there already, and a root is never overwritten: whoever pinned it would seal nothing any more. Name another file.` : `${out} can't be written (${error.code}).`);
  }
  process.stderr.write(`The private half is in ${out} (mode 600). Keep it, and a copy, offline; no server needs it.\nIts fingerprint, for your users to compare with that on the page “AI keys”: ${fingerprintOf(publicKey)}\nThe public half, for every API process and worker:\n`);
  process.stdout.write(`BYOK_TRANSIT_ROOT=${publicKey.export({ format: 'jwk' }).x}\n`);
}

/** The first 16 bytes in hexadecimal, in groups of four. */
function fingerprintOf(publicKey) {
  const hex = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url').toString('hex', 0, 16);
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

function signEntries({ root, days, stdin }) {
  if (root === undefined) throw new Refusal(`sign needs --root: the file that make wrote.\n${USAGE}`);
  if (!/^\d+$/.test(days) || Number(days) < 1 || Number(days) > MAX_DAYS) throw new Refusal(`--days must be a whole number from 1 to ${MAX_DAYS}.`);
  const key = rootOf(root);
  const notAfter = Math.floor(Date.now() / 1000) + Number(days) * 86_400;
  const pairs = stdin ? entriesOf(readFileSync(0, 'utf8')) : [freshEntry()];
  const entries = pairs.map(({ kid, scalar }) => {
    const text = `${kid}|${SUITE}|${pointOf(scalar, kid)}|${notAfter}`;
    return `${kid}:${scalar.toString('base64url')}:${notAfter}:${sign(null, Buffer.from(text), key).toString('base64url')}`;
  });
  process.stderr.write(`Signed for ${days} days, until ${new Date(notAfter * 1000).toISOString()}, by the root of the fingerprint ${fingerprintOf(createPublicKey(key))}.\nAn entry for BYOK_TRANSIT_KEYS holds a private key: put it into your secret store.\n`);
  process.stdout.write(`${entries.join(',')}\n`);
}

function rootOf(file) {
  let pem;
  try {
    if ((statSync(file).mode & 0o077) !== 0 && process.platform !== 'win32') process.stderr.write(`Warning: others may read ${file}; chmod 600 it.\n`);
    pem = readFileSync(file);
  } catch (error) {
    throw new Refusal(`${file} can't be read (${error.code}).`);
  }
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new Refusal(`${file} holds no Ed25519 private key in PEM form; node tools/transit-root.mjs make writes one.`);
  return key;
}

/** What stood in BYOK_TRANSIT_KEYS: signed or not, it is signed anew. */
function entriesOf(text) {
  return text.trim().split(',').map((entry, index) => {
    const [kid, scalarText = ''] = entry.trim().split(':');
    const scalar = Buffer.from(scalarText, 'base64url');
    if (!KID.test(kid) || scalar.length !== 32) throw new Refusal(`Entry ${index + 1} of the standard input does not begin with <kid>:<private key>.`);
    return { kid, scalar };
  });
}

function freshEntry() {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  return { kid: `${day}-${randomBytes(4).toString('hex')}`, scalar: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32) };
}

function pointOf(scalar, kid) {
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(scalar);
  } catch {
    throw new Refusal(`The private key of ${kid} is not of the curve P-256.`);
  }
  return pair.getPublicKey('base64url');
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
