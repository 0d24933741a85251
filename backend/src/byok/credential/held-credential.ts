import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { Credential } from './credential.js';

/** In counter mode one cipher encrypts all keys behind one another, and each can be decrypted by itself. */
const CIPHER = 'aes-256-ctr';
const BLOCK = 16;
const COUNTER_AT = 8;

/** Made anew in each process, and never leaves it. As a KeyObject it costs half the time. */
const processKey = createSecretKey(randomBytes(32));
const start = Buffer.concat([randomBytes(COUNTER_AT), Buffer.alloc(BLOCK - COUNTER_AT)]);
const cipher = createCipheriv(CIPHER, processKey, start);
/** Encrypted so far, so that no part of the key stream is used twice. */
let blocks = 0;

/**
 * A credential laid aside between two calls of long work: encrypted under a key of this process, so that the plain
 * key is in memory for the length of a call alone. Cheap enough for every call. There is no tag, since the ciphertext
 * never leaves this object.
 */
export class HeldCredential {
  readonly #first = blocks;
  readonly #ciphertext: Buffer;
  readonly #length: number;
  readonly #source: Credential['source'];
  readonly #provider: Credential['provider'];

  /** Copies the key; the credential stays the caller's to dispose. */
  constructor(credential: Credential) {
    this.#source = credential.source;
    this.#provider = credential.provider;
    const padded = credential.useBytes((key) => {
      const copy = Buffer.alloc(Math.ceil(key.length / BLOCK) * BLOCK);
      copy.set(key);
      return copy;
    });
    this.#length = credential.useBytes((key) => key.length);
    blocks += padded.length / BLOCK;
    this.#ciphertext = cipher.update(padded);
    padded.fill(0);
  }

  /** The caller owns the result and must dispose it. */
  open(): Credential {
    const counter = Buffer.from(start);
    counter.writeBigUInt64BE(BigInt(this.#first), COUNTER_AT);
    const decipher = createDecipheriv(CIPHER, processKey, counter);
    const bytes = decipher.update(this.#ciphertext);
    // Wipes the cipher's state now rather than when it is collected.
    decipher.final();
    return new Credential(this.#source, this.#provider, bytes.subarray(0, this.#length));
  }
}
