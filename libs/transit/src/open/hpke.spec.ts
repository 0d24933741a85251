import { AES_128_GCM, HpkeSuite, keyPairOf } from './hpke.js';

/** RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode. */
const RFC_9180_A3 = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  skEm: '4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb',
  enc: '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
  skRm: 'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2',
  pkRm: '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
  key: '868c066ef58aae6dc589b6cfdd18f97e',
  nonce: '4e0bc5018beba4bf004cca59',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  aad: '436f756e742d30',
  ct: '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434',
};

const hex = (text: string) => Buffer.from(text, 'hex');
const suite = new HpkeSuite(hex(RFC_9180_A3.info), AES_128_GCM);
const recipient = keyPairOf(hex(RFC_9180_A3.skRm));

describe('HPKE against RFC 9180 A.3', () => {
  const enc = hex(RFC_9180_A3.enc);
  const derived = () => suite.derive(recipient, enc, enc, recipient.getPublicKey());

  it("derives the recipient's key, AEAD key and nonce of the vector", () => {
    expect(recipient.getPublicKey('hex')).toBe(RFC_9180_A3.pkRm);
    expect(derived().key.export().toString('hex')).toBe(RFC_9180_A3.key);
    expect(derived().baseNonce.toString('hex')).toBe(RFC_9180_A3.nonce);
  });

  it.each([
    [1, '436f756e742d31', 'fa6f037b47fc21826b610172ca9637e82d6e5801eb31cbd3748271affd4ecb06646e0329cbdf3c3cd655b28e82'],
    [2, '436f756e742d32', '895cabfac50ce6c6eb02ffe6c048bf53b7f7be9a91fc559402cbc5b8dcaeb52b2ccc93e466c28fb55fed7a7fec'],
  ])('seals and opens message number %i, and under no other number', (sequence, aad, ct) => {
    expect(suite.seal(derived(), hex(aad), hex(RFC_9180_A3.pt), sequence).toString('hex')).toBe(ct);
    expect(Buffer.from(suite.open(derived(), hex(aad), hex(ct), sequence) ?? []).toString('hex')).toBe(RFC_9180_A3.pt);
    for (const other of [0, sequence + 1, sequence + 256]) expect(suite.open(derived(), hex(aad), hex(ct), other)).toBeUndefined();
  });

  it.each([-1, 0.5, 2 ** 32, NaN])('knows no message number %p', (sequence) => {
    expect(() => suite.seal(derived(), hex(RFC_9180_A3.aad), hex(RFC_9180_A3.pt), sequence)).toThrow(RangeError);
  });

  it('opens the first message', () => {
    expect(Buffer.from(suite.open(derived(), hex(RFC_9180_A3.aad), hex(RFC_9180_A3.ct)) ?? []).toString('hex')).toBe(
      RFC_9180_A3.pt,
    );
  });

  it('seals the same bytes from the sender’s side', () => {
    const sender = keyPairOf(hex(RFC_9180_A3.skEm));
    expect(sender.getPublicKey('hex')).toBe(RFC_9180_A3.enc);
    const context = suite.derive(sender, hex(RFC_9180_A3.pkRm), enc, hex(RFC_9180_A3.pkRm));
    expect(suite.seal(context, hex(RFC_9180_A3.aad), hex(RFC_9180_A3.pt)).toString('hex')).toBe(RFC_9180_A3.ct);
  });

  it.each([0, 7, 28, 44])('opens nothing when byte %i of the ciphertext is changed', (position) => {
    const ct = hex(RFC_9180_A3.ct);
    ct[position]! ^= 1;
    expect(suite.open(derived(), hex(RFC_9180_A3.aad), ct)).toBeUndefined();
  });

  it('opens nothing that is shorter than a tag', () => {
    expect(suite.open(derived(), hex(RFC_9180_A3.aad), Buffer.alloc(15))).toBeUndefined();
  });

  it.each([
    ['off the curve', () => Buffer.concat([enc.subarray(0, 64), Buffer.from([enc[64]! ^ 1])])],
    ['the point at infinity', () => Buffer.from([0])],
    ['all zero coordinates', () => Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])],
    ['coordinates above the field', () => Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 0xff)])],
  ])('refuses a peer %s', (_what, peer) => {
    expect(() => suite.derive(recipient, peer(), peer(), recipient.getPublicKey())).toThrow();
  });
});
