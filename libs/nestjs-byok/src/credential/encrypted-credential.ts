import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { Ciphertext } from '#contracts';
import { Credential } from './credential.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Made anew in each process, and never leaves it. */
const processKey = createSecretKey(randomBytes(32));

/**
 * A credential kept encrypted in memory between two calls of long work, under a key of this process, so that the plain
 * key is in memory for the length of a call alone.
 */
export class EncryptedCredential {
  readonly #iv = randomBytes(IV_BYTES);
  readonly #ciphertext: Ciphertext<Buffer>;
  readonly #source: Credential['source'];
  readonly #provider: Credential['provider'];
  readonly #place: Credential['place'];
  readonly #envelopeKid: Credential['envelopeKid'];

  /** Copies the key; the credential stays the caller's to dispose. */
  constructor(credential: Credential) {
    this.#source = credential.source;
    this.#provider = credential.provider;
    this.#place = credential.place;
    this.#envelopeKid = credential.envelopeKid;
    const cipher = createCipheriv(CIPHER, processKey, this.#iv);
    const encrypted = credential.useBytes((key) => cipher.update(key));
    cipher.final();
    this.#ciphertext = Buffer.concat([encrypted, cipher.getAuthTag()]) as Ciphertext<Buffer>;
  }

  /** The caller owns the result and must dispose it. */
  open(): Credential {
    const end = this.#ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, processKey, this.#iv).setAuthTag(this.#ciphertext.subarray(end));
    const bytes = decipher.update(this.#ciphertext.subarray(0, end));
    decipher.final();
    return new Credential(this.#source, this.#provider, bytes, this.#place, this.#envelopeKid);
  }
}
