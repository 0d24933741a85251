import { canonical, isBytes, randomBytes, type Bytes, type Ciphertext } from './bytes.js';
import { FORMAT_VERSION, IV_LENGTH } from './format.js';
import { VaultError } from './vault.error.js';
import type { VaultSession } from './vault-session.js';

/** Something under the DEK that is no provider key. Safe to store, wherever its owner keeps it. */
export interface SealedData {
  iv: Bytes;
  ciphertext: Ciphertext;
}

/** More than any record of ours has, in bytes. */
const MAXIMUM_LENGTH = 64 << 20;

/** What sealed data is bound to: another user's, or another purpose's, doesn't open. */
export function dataAad(userId: string, purpose: readonly string[]): Bytes {
  return canonical(['byok-vault/data', `${FORMAT_VERSION}`, userId, ...purpose]);
}

/**
 * Encrypts what the client keeps beside the keys, such as conversations, under the same DEK, while the vault is open.
 * Stores nothing. `purpose` names the record, each time in the same way; nothing else opens what it sealed.
 */
export class VaultData {
  /** @internal */
  constructor(
    private readonly session: VaultSession,
    private readonly userId: string,
  ) {}

  /** @throws VaultError `locked`, `expired` */
  async seal(purpose: readonly string[], plaintext: Bytes): Promise<SealedData> {
    const iv = randomBytes(IV_LENGTH);
    const algorithm = { name: 'AES-GCM', iv, additionalData: dataAad(this.userId, purpose) };
    return { iv, ciphertext: new Uint8Array(await crypto.subtle.encrypt(algorithm, this.session.dek(), plaintext)) as Ciphertext };
  }

  /** @throws VaultError `locked`, `expired`; `tampered-data` whatever is wrong with it */
  async open(purpose: readonly string[], sealed: SealedData): Promise<Bytes> {
    const dek = this.session.dek();
    const { iv, ciphertext } = sealed;
    if (!isBytes(iv, IV_LENGTH, IV_LENGTH) || !isBytes(ciphertext, 16, MAXIMUM_LENGTH)) throw new VaultError('tampered-data');
    const algorithm = { name: 'AES-GCM', iv, additionalData: dataAad(this.userId, purpose) };
    let plaintext: Bytes;
    try {
      plaintext = new Uint8Array(await crypto.subtle.decrypt(algorithm, dek, ciphertext));
    } catch {
      throw new VaultError('tampered-data');
    }
    this.session.dek();
    return plaintext;
  }
}
