import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign as signText } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TRANSIT_SUITE } from '#contracts';
import { signedKeyText } from '#transit';
import { parseTransitKeys } from './configured-keys.js';

const GOOD = Buffer.alloc(32, 9).toString('base64url');

describe('parseTransitKeys', () => {
  it('takes the first as the current one and keeps the order', () => {
    expect(parseTransitKeys(`new:${GOOD}, old:${GOOD}`).map((key) => key.kid)).toEqual(['new', 'old']);
  });

  it('takes what tools/make-transit-key.mjs prints', () => {
    const tool = fileURLToPath(new URL('../../../../tools/make-transit-key.mjs', import.meta.url));
    const line = execFileSync(process.execPath, [tool], { encoding: 'utf8' }).trim();
    expect(parseTransitKeys(line)).toHaveLength(1);
  });

  it.each([
    ['no colon', 'secretvalue', 'entry 1 is not of the form'],
    ['nothing', '', 'entry 1'],
    ['a trailing comma', `a:${GOOD},`, 'entry 2'],
    ['a bad key id', `a.b:${GOOD}`, 'key id of entry 1'],
    ['padding', `a:${GOOD}=`, '32 bytes in base64url'],
    ['too few bytes', 'a:AAAA', '32 bytes in base64url'],
    ['zero', `a:${Buffer.alloc(32).toString('base64url')}`, 'not a private key of the curve'],
    ['the same id twice', `a:${GOOD},a:${GOOD}`, 'same key id'],
  ])('refuses %s and never quotes the value', (_what, text, message) => {
    const parse = () => parseTransitKeys(text);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(GOOD);
    expect(parse).not.toThrow('secretvalue');
  });
});

describe('parseTransitKeys with a root', () => {
  const tool = fileURLToPath(new URL('../../../../tools/transit-root.mjs', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'byok-root-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: string[]) => execFileSync(process.execPath, [tool, ...args], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }).trim();
  const file = join(folder, 'root.pem');
  const root = run('make', '--out', file).replace('BYOK_TRANSIT_ROOT=', '');
  const entry = run('sign', '--root', file);
  const [kid, scalar, notAfter, signature] = entry.split(':') as [string, string, string, string];
  const sign = (text: string, ...more: string[]) => execFileSync(process.execPath, [tool, 'sign', '--root', file, '--stdin', ...more], { encoding: 'utf8', input: text, stdio: ['pipe', 'pipe', 'ignore'] }).trim();

  it('takes what the offline tool makes, and no server needs its private half', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(root).toMatch(/^[\w-]{43}$/);
    expect(parseTransitKeys(entry, root)).toMatchObject([{ kid, signed: { notAfter: Number(notAfter), signature } }]);
    expect(Number(notAfter) * 1000).toBeGreaterThan(Date.now() + 89 * 86_400_000);
  });

  it('takes several that were in use before, signed in one go', () => {
    const both = sign(`first:${GOOD},second:${scalar}`, '--days', '2');
    expect(parseTransitKeys(both, root).map((key) => key.kid)).toEqual(['first', 'second']);
  });

  it('keeps a root that is there', () => {
    expect(() => run('make', '--out', file)).toThrow();
    expect(run('sign', '--root', file, '--days', '1')).toContain(':');
  });

  const another = sign(`another:${GOOD}`);
  const past = Math.floor(Date.now() / 1000) - 10;
  const pastEntry = () => {
    const [{ key } = { key: undefined }] = parseTransitKeys(`old:${GOOD}`);
    const text = signedKeyText({ kid: 'old', suite: TRANSIT_SUITE, publicKey: key?.publicKey ?? '' }, past);
    return `old:${GOOD}:${past}:${signText(null, Buffer.from(text), createPrivateKey(readFileSync(file))).toString('base64url')}`;
  };

  it('opens with a key whose time is over as long as another seals', () => {
    expect(parseTransitKeys(`${entry},${pastEntry()}`, root)).toHaveLength(2);
  });

  it.each([
    ['an unsigned key', `${kid}:${scalar}`, 'entry 1 is not signed'],
    ['an unsigned key behind a signed one', `${entry},old:${GOOD}`, 'entry 2 is not signed'],
    ['a time without a signature', `${kid}:${scalar}:${notAfter}`, 'entry 1 is not of the form <kid>:<private key>:<notAfter as Unix seconds>:<signature>'],
    ['a fifth part', `${entry}:x`, 'entry 1 is not of the form'],
    ['another time', `${kid}:${scalar}:${Number(notAfter) + 1}:${signature}`, 'the signature of entry 1'],
    ['another id', `other:${scalar}:${notAfter}:${signature}`, 'the signature of entry 1'],
    ['another key', `${kid}:${GOOD}:${notAfter}:${signature}`, 'the signature of entry 1'],
    ["another entry's signature", `${kid}:${scalar}:${another.split(':').slice(2).join(':')}`, 'the signature of entry 1'],
    ['a signature of another length', `${kid}:${scalar}:${notAfter}:AAAA`, 'the signature of entry 1'],
    ['a time in words', `${kid}:${scalar}:2027-01-01:${signature}`, 'the time of entry 1'],
    ['a time that is over', pastEntry(), 'the time of every entry is over'],
  ])('refuses %s and quotes nothing', (_what, text, message) => {
    const parse = () => parseTransitKeys(text, root);
    expect(parse).toThrow(message);
    for (const secret of [scalar, GOOD, signature]) expect(parse).not.toThrow(secret);
  });

  it('refuses the signature of another root', () => {
    const other = run('make', '--out', join(folder, 'other.pem')).replace('BYOK_TRANSIT_ROOT=', '');
    expect(() => parseTransitKeys(entry, other)).toThrow('the signature of entry 1 is not that of transitRoot');
    expect(() => parseTransitKeys(entry, 'AAAA')).toThrow('transitRoot is not 32 bytes');
  });

  it('refuses a signed key without its root: clients that pinned it would seal nothing', () => {
    expect(() => parseTransitKeys(entry)).toThrow('entry 1 is signed, but transitRoot');
  });
});
