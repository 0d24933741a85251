/**
 * Holds for the compiler: `nx run vault:types` fails when an expected error does not come. Nothing here is run.
 */
import type { Bytes, Ciphertext, PlainKey } from './bytes.js';
import { sealEntry, type EntryContent } from './entry-codec.js';
import type { EntryMetadata, EntryRecord } from './format.js';
import { packEntry } from './entry-frame.js';
import type { Vault } from './vault.js';

declare const bytes: Bytes;
declare const plain: PlainKey;
declare const sealed: Ciphertext;
declare const dek: CryptoKey;
declare const content: EntryContent;
declare const metadata: EntryMetadata;
declare const head: Omit<EntryRecord, 'ciphertext'>;
declare const vault: Vault;

export function aRecordHoldsCiphertext(): void {
  const record: EntryRecord = { ...head, ciphertext: sealed };
  // @ts-expect-error a plain key must never be stored
  const open: EntryRecord = { ...head, ciphertext: plain };
  // @ts-expect-error bytes of any origin are not known to be encrypted
  const unknown: EntryRecord = { ...head, ciphertext: bytes };
  void [record, open, unknown];
}

export async function onlyAPlainKeyIsSealed(): Promise<void> {
  await sealEntry(dek, 'u1', content, plain);
  packEntry(metadata, plain);
  // @ts-expect-error a key sealed twice would not open
  await sealEntry(dek, 'u1', content, sealed);
  // @ts-expect-error bytes whose form nobody checked
  packEntry(metadata, bytes);
}

export async function aLentKeyIsKnownAsOne(): Promise<void> {
  await vault.withKey('id', (key) => {
    const known: PlainKey = key;
    // @ts-expect-error what was lent is plain
    const stored: Ciphertext = key;
    void [known, stored];
  });
}
