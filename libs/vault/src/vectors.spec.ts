import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { utf8, type Bytes, type Ciphertext, type PlainKey } from './bytes.js';
import { checkVaultRecord, dekAad, unwrapDek } from './dek.js';
import { entryAad, openEntry } from './entry-codec.js';
import { packEntry } from './entry-frame.js';
import type { EntryMetadata, EntryRecord, KdfParameters, PasskeyRecord, VaultRecord } from './format.js';
import { passkeyAad, passkeyInfo, unwrapDekByPasskey } from './passkey-codec.js';
import { deriveKek } from './kdf.js';

interface Vector {
  name: string;
  password: string;
  userId: string;
  kdf: { name: 'PBKDF2'; hash: 'SHA-256'; iterations: number; salt: string };
  wrappedDek: { aad: string; iv: string; ciphertext: string };
  checksum: string;
  passkey: Record<'name' | 'credentialId' | 'prfSalt' | 'prf' | 'info' | 'aad' | 'iv' | 'ciphertext', string>;
  entry: {
    id: string;
    provider: EntryRecord['provider'];
    metadata: EntryMetadata;
    key: string;
    plaintext: string;
    aad: string;
    iv: string;
    ciphertext: string;
  };
}

const folder = new URL('./__fixtures__/', import.meta.url);
const { vectors } = JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8')) as { vectors: Vector[] };
const bytes = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('published test vectors', () => {
  it.each(vectors)('opens: $name', async (vector) => {
    const kdf: KdfParameters = { ...vector.kdf, salt: bytes(vector.kdf.salt) };
    const wrappedDek = { iv: bytes(vector.wrappedDek.iv), ciphertext: bytes(vector.wrappedDek.ciphertext) as Ciphertext };
    const stored: VaultRecord = { name: 'vault', formatVersion: 1, kdf, wrappedDek, checksum: bytes(vector.checksum) };
    expect(hex(dekAad(vector.userId, kdf))).toBe(vector.wrappedDek.aad);

    const record = await checkVaultRecord(stored, vector.userId);
    const dek = await unwrapDek(record, await deriveKek(utf8(vector.password.normalize('NFKC')), kdf), vector.userId);
    expect(dek.extractable).toBe(false);

    const { entry, passkey } = vector;
    expect(hex(entryAad(vector.userId, entry.provider, entry.id))).toBe(entry.aad);
    expect(hex(packEntry(entry.metadata, utf8(entry.key) as PlainKey))).toBe(entry.plaintext);
    const sealed: EntryRecord = {
      id: entry.id,
      provider: entry.provider,
      formatVersion: 1,
      iv: bytes(entry.iv),
      ciphertext: bytes(entry.ciphertext) as Ciphertext,
    };
    const credentialId = bytes(passkey.credentialId);
    const prfSalt = bytes(passkey.prfSalt);
    expect(hex(passkeyInfo(vector.userId, credentialId))).toBe(passkey.info);
    expect(hex(passkeyAad(vector.userId, credentialId, prfSalt))).toBe(passkey.aad);
    const row: PasskeyRecord = {
      name: passkey.name,
      formatVersion: 1,
      credentialId,
      prfSalt,
      wrappedDek: { iv: bytes(passkey.iv), ciphertext: bytes(passkey.ciphertext) as Ciphertext },
      label: '',
      transports: [],
      addedAt: '',
    };
    for (const opened of [dek, await unwrapDekByPasskey(row, vector.userId, bytes(passkey.prf))]) {
      await openEntry(opened, vector.userId, sealed, (metadata, key) => {
        expect(metadata).toEqual(entry.metadata);
        expect(hex(key)).toBe(hex(utf8(entry.key)));
      });
    }
  });

  // The proofs alone may ask for Python.
  if (process.env['BYOK_PROOFS'] !== undefined) {
    it('hold in an implementation that shares no code with this one', () => {
      const output = execFileSync('python3', [fileURLToPath(new URL('check_vectors.py', folder))], { encoding: 'utf8' });
      expect(output.match(/^ok /gm)).toHaveLength(vectors.length);
    });
  }
});
