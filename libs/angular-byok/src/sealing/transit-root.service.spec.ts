import { generateKeyPairSync, sign } from 'node:crypto';
import { TestBed } from '@angular/core/testing';
import { TRANSIT_SUITE, type TransitKeyView } from '#contracts';
import { TransitRoot, fingerprintOf } from './transit-root.service.js';

const DAY_MS = 86_400_000;

function newRoot() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const root = publicKey.export({ format: 'jwk' }).x as string;
  return {
    root,
    key(): TransitKeyView {
      const notAfter = Math.floor((Date.now() + DAY_MS) / 1000);
      const key = { kid: 'k1', suite: TRANSIT_SUITE, publicKey: Buffer.alloc(65, 4).toString('base64url') };
      const signature = sign(null, Buffer.from(`${key.kid}|${key.suite}|${key.publicKey}|${notAfter}`), privateKey).toString('base64url');
      return { ...key, notAfter: new Date(notAfter * 1000).toISOString(), root, signature };
    },
  };
}

describe('TransitRoot', () => {
  const first = newRoot();
  const other = newRoot();
  const { root: _root, signature: _signature, ...unsigned } = first.key();
  /** As a page that was just opened. */
  const opened = () => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: [TransitRoot] });
    return TestBed.inject(TransitRoot);
  };
  beforeEach(() => localStorage.clear());

  it('has nothing to say where there is no root', async () => {
    const root = opened();
    await root.approve(unsigned, Date.now());
    expect(root.pinned()).toBeUndefined();
    expect(localStorage.length).toBe(0);
  });

  it('pins at the first visit, and keeps it over visits', async () => {
    await opened().approve(first.key(), Date.now());
    const root = opened();
    expect(root.pinned()).toBe(first.root);
    await root.approve(first.key(), Date.now());
    expect(root.mismatch()).toBeUndefined();
  });

  it('pins nothing that is not signed by what it shows', async () => {
    const root = opened();
    await expect(root.approve({ ...unsigned, root: first.root }, Date.now())).rejects.toMatchObject({ code: 'transit_unsigned' });
    expect(root.pinned()).toBeUndefined();
  });

  it.each([
    ['another root', () => other.key(), 'transit_root_changed', { pinned: first.root, shown: other.root }],
    ['no root any more', () => unsigned, 'transit_root_missing', { pinned: first.root, shown: undefined }],
    ["another's signature", () => ({ ...other.key(), root: first.root }), 'transit_unsigned', undefined],
    ['a key whose time is over', () => first.key(), 'transit_expired', undefined],
  ])('refuses %s, and says what there is to say', async (_what, key, code, mismatch) => {
    const root = opened();
    await root.approve(first.key(), Date.now());
    const later = code === 'transit_expired' ? Date.now() + 2 * DAY_MS : Date.now();
    await expect(root.approve(key(), later)).rejects.toMatchObject({ name: 'TransitKeyError', code });
    expect(root.mismatch()).toEqual(mismatch);
    expect(opened().pinned()).toBe(first.root);
  });

  it.each([
    ['another root', () => other.key(), other.root],
    ['none', () => unsigned, undefined],
  ])('takes %s once the user has accepted it', async (_what, key, pinned) => {
    const root = opened();
    await root.approve(first.key(), Date.now());
    await expect(root.approve(key(), Date.now())).rejects.toThrow();
    root.acceptOther();
    expect(root.mismatch()).toBeUndefined();
    await root.approve(key(), Date.now());
    expect(opened().pinned()).toBe(pinned);
  });

  it('sees what another tab pinned', async () => {
    const [one, two] = [opened(), opened()];
    await one.approve(first.key(), Date.now());
    await expect(two.approve(other.key(), Date.now())).rejects.toMatchObject({ code: 'transit_root_changed' });
  });
});

it('a fingerprint is 16 bytes in groups', () => {
  expect(fingerprintOf(Buffer.from([...Array(32).keys()]).toString('base64url'))).toBe('0001 0203 0405 0607 0809 0a0b 0c0d 0e0f');
});
