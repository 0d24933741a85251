import type { CipherSuite } from '@hpke/core';
import type { Bytes, SealedData } from '#vault';

/** How a record is stored. `deposited`: to the public key, while the vault was locked. */
export type RecordForm =
  | { form: 'plain'; text: string }
  | ({ form: 'sealed' } & SealedData)
  | { form: 'deposited'; encapsulated: Bytes; ciphertext: Bytes };

/** The key pair of the conversations: what is written while the vault is locked goes to the public half. */
export interface DepositKeyRecord {
  name: 'deposit';
  formatVersion: 1;
  /** An uncompressed point of P-256, 65 bytes. */
  publicKey: Bytes;
  /** The private half, 32 bytes, under the vault's DEK. */
  privateKey: SealedData;
}

/** The vault, as far as records need it. Both fail while it is locked. */
export interface VaultPort {
  sealData(purpose: readonly string[], plaintext: Bytes): Promise<SealedData>;
  openData(purpose: readonly string[], sealed: SealedData): Promise<Bytes>;
}

const INFO = bytesOf('byok/conversations/v1');
const KEY_PURPOSE = ['conversations', 'deposit-key'] as const;
/** Records are padded to a multiple of this, in bytes, so that their length tells little. */
const BLOCK = 256;

let suite: CipherSuite | undefined;
/** Loaded where there is a vault; a browser without one needs none of it. */
async function hpke(): Promise<CipherSuite> {
  if (suite) return suite;
  const { Aes256Gcm, CipherSuite: Suite, DhkemP256HkdfSha256, HkdfSha256 } = await import('@hpke/core');
  return (suite = new Suite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() }));
}

/** Turns records into what may be stored, and back. Holds no key: the DEK is the vault's. */
export class ConversationCipher {
  constructor(
    private readonly userId: string,
    private readonly vault: VaultPort,
  ) {}

  /** A new key pair. @throws VaultError `locked`, `expired` */
  async createDepositKey(): Promise<DepositKeyRecord> {
    const { kem } = await hpke();
    const pair = await kem.generateKeyPair();
    const secret = new Uint8Array(await kem.serializePrivateKey(pair.privateKey));
    try {
      const privateKey = await this.vault.sealData(KEY_PURPOSE, secret);
      return { name: 'deposit', formatVersion: 1, publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)), privateKey };
    } finally {
      secret.fill(0);
    }
  }

  /** Whether the vault can open the private half. @throws VaultError `locked`, `expired` */
  async opensKey(key: DepositKeyRecord): Promise<boolean> {
    try {
      (await this.vault.openData(KEY_PURPOSE, key.privateKey)).fill(0);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'tampered-data') return false;
      throw error;
    }
  }

  /** Under the DEK. @param place table and id: the record opens nowhere else. @throws VaultError `locked`, `expired` */
  async seal(place: readonly string[], value: unknown): Promise<RecordForm> {
    const { iv, ciphertext } = await this.vault.sealData(['conversations', ...place], padded(value));
    return { form: 'sealed', iv, ciphertext };
  }

  /** To the public key, for which no vault has to be open. */
  async deposit(place: readonly string[], value: unknown, key: DepositKeyRecord): Promise<RecordForm> {
    const cipher = await hpke();
    const recipientPublicKey = await cipher.kem.deserializePublicKey(key.publicKey);
    const { enc, ct } = await cipher.seal({ recipientPublicKey, info: INFO }, padded(value), this.aad(place));
    return { form: 'deposited', encapsulated: new Uint8Array(enc), ciphertext: new Uint8Array(ct) };
  }

  /** @throws VaultError `locked`, `expired`, `tampered-data`; SyntaxError or any other Error when the record can't be read */
  async open(place: readonly string[], record: RecordForm, key: DepositKeyRecord | undefined): Promise<unknown> {
    if (record.form === 'plain') return JSON.parse(record.text);
    if (record.form === 'sealed') return parsed(await this.vault.openData(['conversations', ...place], record));
    if (!key) throw new Error('The key that this was written to is gone.');
    const cipher = await hpke();
    const secret = await this.vault.openData(KEY_PURPOSE, key.privateKey);
    try {
      const recipientKey = await cipher.kem.deserializePrivateKey(secret);
      return parsed(new Uint8Array(await cipher.open({ recipientKey, enc: record.encapsulated, info: INFO }, record.ciphertext, this.aad(place))));
    } finally {
      secret.fill(0);
    }
  }

  private aad(place: readonly string[]): Bytes {
    return bytesOf(JSON.stringify(['byok-conversations', 1, this.userId, ...place]));
  }
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** JSON with blanks behind it, which mean nothing there. */
function padded(value: unknown): Bytes {
  const json = bytesOf(JSON.stringify(value));
  const bytes = new Uint8Array(Math.ceil(json.length / BLOCK) * BLOCK).fill(0x20);
  bytes.set(json);
  return bytes;
}

function parsed(bytes: Bytes): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}
