import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { Credential } from './credential.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

/** Made anew in each process, and never leaves it. As a KeyObject it costs half the time. */
const processKey = createSecretKey(randomBytes(32));

/**
 * A credential laid aside between two calls of long work: encrypted under a key of this process, so that the plain
 * key is in memory for the length of a call alone. Cheap enough for every call.
 */
export class HeldCredential {
  readonly #iv = randomBytes(IV_BYTES);
  readonly #ciphertext: Buffer;
  readonly #tag: Buffer;
  readonly #source: Credential['source'];
  readonly #provider: Credential['provider'];

  /** Copies the key; the credential stays the caller's to dispose. */
  constructor(credential: Credential) {
    this.#source = credential.source;
    this.#provider = credential.provider;
    const bytes = credential.use((secret) => Buffer.from(secret, 'latin1'));
    try {
      const cipher = createCipheriv(CIPHER, processKey, this.#iv);
      this.#ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
      this.#tag = cipher.getAuthTag();
    } finally {
      bytes.fill(0);
    }
  }

  /** The caller owns the result and must dispose it. */
  open(): Credential {
    const decipher = createDecipheriv(CIPHER, processKey, this.#iv);
    decipher.setAuthTag(this.#tag);
    const begin = decipher.update(this.#ciphertext);
    const bytes = Buffer.alloc(begin.length);
    begin.copy(bytes);
    begin.fill(0);
    decipher.final();
    return new Credential(this.#source, this.#provider, bytes);
  }
}
