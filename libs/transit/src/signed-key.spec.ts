import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { TRANSIT_SUITE, type TransitKeyView } from '#contracts';
import { checkTransitKey, signedKeyText } from './signed-key.js';

const NOW = Date.now();
const SECONDS = Math.floor(NOW / 1000);
const DAY = 86_400;

function newRoot() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, root: publicKey.export({ format: 'jwk' }).x as string };
}
const ROOT = newRoot();
const OTHER = newRoot();

function signed({ privateKey, root }: { privateKey: KeyObject; root: string }, notAfter = SECONDS + DAY): TransitKeyView {
  const key = { kid: 'k1', suite: TRANSIT_SUITE, publicKey: Buffer.alloc(65, 4).toString('base64url') };
  const signature = sign(null, Buffer.from(signedKeyText(key, notAfter)), privateKey).toString('base64url');
  return { ...key, notAfter: new Date(notAfter * 1000).toISOString(), root, signature };
}
const { root: _root, signature: _signature, ...UNSIGNED } = signed(ROOT);

describe('what a root signs', () => {
  it('is id, suite, key and end in Unix seconds', () => {
    expect(signedKeyText({ kid: 'k', suite: 's', publicKey: 'p' }, 1_803_766_071)).toBe('k|s|p|1803766071');
  });
});

describe('checkTransitKey', () => {
  it('lets an unsigned key pass where no root was ever seen', async () => {
    expect(await checkTransitKey(UNSIGNED, undefined)).toEqual({ ok: true, root: undefined });
  });

  it('tells the root to pin at the first visit, and passes what it signed ever after', async () => {
    expect(await checkTransitKey(signed(ROOT), undefined)).toEqual({ ok: true, root: ROOT.root });
    expect(await checkTransitKey(signed(ROOT, SECONDS + 90 * DAY), ROOT.root)).toEqual({ ok: true, root: ROOT.root });
  });

  const good = signed(ROOT);
  it.each([
    ['another root', signed(OTHER), ROOT.root, 'root_changed'],
    ['no root any more', UNSIGNED, ROOT.root, 'root_missing'],
    ['the pinned root over a key that another signed', { ...signed(OTHER), root: ROOT.root }, ROOT.root, 'unsigned'],
    ['a root without a signature', { ...UNSIGNED, root: ROOT.root }, undefined, 'unsigned'],
    ['a key put in the place of the signed one', { ...good, publicKey: Buffer.alloc(65, 5).toString('base64url') }, ROOT.root, 'unsigned'],
    ['another id', { ...good, kid: 'k2' }, ROOT.root, 'unsigned'],
    ['another suite', { ...good, suite: 'none' }, ROOT.root, 'unsigned'],
    ['a later end', { ...good, notAfter: new Date((SECONDS + 2 * DAY) * 1000).toISOString() }, ROOT.root, 'unsigned'],
    ['an end between two seconds', { ...good, notAfter: new Date((SECONDS + DAY) * 1000 + 500).toISOString() }, ROOT.root, 'unsigned'],
    ['an end that is none', { ...good, notAfter: 'never' }, ROOT.root, 'unsigned'],
    ['a signature of another form', { ...good, signature: `${good.signature}=` }, ROOT.root, 'unsigned'],
    ['a root of another form', { ...good, root: 'AAAA' }, undefined, 'unsigned'],
    ['a time that is over', signed(ROOT, SECONDS - 1), ROOT.root, 'expired'],
  ] as const)('refuses %s', async (_what, key, pinned, flaw) => {
    expect(await checkTransitKey(key, pinned)).toEqual({ ok: false, flaw });
  });

  it('goes by the server’s clock, but lets it bring no key back that is over by more than a day', async () => {
    expect(await checkTransitKey(signed(ROOT, SECONDS - 60), ROOT.root, NOW - 3_600_000)).toMatchObject({ ok: true });
    expect(await checkTransitKey(signed(ROOT, SECONDS - 2 * DAY), ROOT.root, NOW - 3 * DAY * 1000)).toEqual({ ok: false, flaw: 'expired' });
  });

  it('says when it cannot check', async () => {
    const importKey = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
    try {
      expect(await checkTransitKey(signed(ROOT), undefined)).toEqual({ ok: false, flaw: 'unverifiable' });
    } finally {
      crypto.subtle.importKey = importKey;
    }
  });
});
