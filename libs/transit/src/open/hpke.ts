import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHmac,
  createSecretKey,
  type ECDH,
  type KeyObject,
} from 'node:crypto';

import type { Ciphertext } from '#contracts';

/**
 * RFC 9180 in base mode with DHKEM(P-256, HKDF-SHA256) and HKDF-SHA256 on synchronous node:crypto: WebCrypto crosses threads for each of its dozen steps and takes five times as long.
 * Keys go in as KeyObjects throughout, which saves node:crypto ten microseconds each time.
 */
export interface Aead {
  /** Identifier from RFC 9180, section 7.3. */
  readonly id: number;
  readonly algorithm: 'aes-256-gcm' | 'aes-128-gcm';
  /** Bytes. */
  readonly keyLength: number;
}

export const AES_256_GCM: Aead = { id: 2, algorithm: 'aes-256-gcm', keyLength: 32 };
/** Only for RFC 9180's own test vectors. */
export const AES_128_GCM: Aead = { id: 1, algorithm: 'aes-128-gcm', keyLength: 16 };

export const CURVE = 'prime256v1';
const KEM_ID = 0x0010;
const KDF_ID = 0x0001;
/** Bytes of a SHA-256, and so of every secret here; one round of HKDF's expansion gives as many. */
const HASH_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const EMPTY = Buffer.alloc(0);
/** HMAC pads its key with zeros, so this is the empty salt. */
const NO_SALT = createSecretKey(Buffer.alloc(HASH_LENGTH));
const VERSION_LABEL = Buffer.from('HPKE-v1');
const KEM_SUITE = Buffer.concat([Buffer.from('KEM'), twoBytes(KEM_ID)]);

/** What the key schedule yields: enough to open what was sealed with one `enc`, and nothing else. */
export interface HpkeContext {
  readonly key: KeyObject;
  /** Of the first message; those of the others follow from it. */
  readonly baseNonce: Buffer;
}

/** A suite with one `info`, whose constant part of the key schedule is computed once. */
export class HpkeSuite {
  readonly #aead: Aead;
  readonly #secretIkm: Buffer;
  readonly #keyInfo: Buffer;
  readonly #nonceInfo: Buffer;

  constructor(info: Uint8Array, aead: Aead = AES_256_GCM) {
    this.#aead = aead;
    const suiteId = Buffer.concat([Buffer.from('HPKE'), twoBytes(KEM_ID), twoBytes(KDF_ID), twoBytes(aead.id)]);
    const pskIdHash = mac(NO_SALT, labeledIkm(suiteId, 'psk_id_hash', EMPTY));
    const context = Buffer.concat([Buffer.from([0]), pskIdHash, mac(NO_SALT, labeledIkm(suiteId, 'info_hash', info))]);
    this.#secretIkm = labeledIkm(suiteId, 'secret', EMPTY);
    this.#keyInfo = labeledInfo(suiteId, 'key', context, aead.keyLength);
    this.#nonceInfo = labeledInfo(suiteId, 'base_nonce', context, NONCE_LENGTH);
  }

  /**
   * The context between two P-256 keys, of which `own` holds the private one. `enc` is the sender's public
   * key, `recipient` the recipient's, one of which is also `peer`.
   * @throws Error when `peer` is not a point of the curve
   */
  derive(own: ECDH, peer: Uint8Array, enc: Uint8Array, recipient: Uint8Array): HpkeContext {
    const shared = own.computeSecret(peer);
    const prk = mac(NO_SALT, labeledIkm(KEM_SUITE, 'eae_prk', shared));
    const sharedInfo = labeledInfo(KEM_SUITE, 'shared_secret', Buffer.concat([enc, recipient]), HASH_LENGTH);
    const sharedSecret = mac(secretKey(prk), sharedInfo);
    const secret = secretKey(mac(secretKey(sharedSecret), this.#secretIkm));
    shared.fill(0);
    const key = secretKey(mac(secret, this.#keyInfo), this.#aead.keyLength);
    return { key, baseNonce: mac(secret, this.#nonceInfo).subarray(0, NONCE_LENGTH) };
  }

  /** The plaintext, or undefined when key, number of the message, additional data or ciphertext don't belong together. */
  open(context: HpkeContext, aad: Uint8Array, ct: Uint8Array, sequence = 0): Uint8Array | undefined {
    if (ct.length < TAG_LENGTH) return undefined;
    const end = ct.length - TAG_LENGTH;
    const decipher = createDecipheriv(this.#aead.algorithm, context.key, nonceOf(context, sequence));
    decipher.setAAD(aad);
    decipher.setAuthTag(ct.subarray(end));
    const plain = decipher.update(ct.subarray(0, end));
    try {
      decipher.final();
      return plain;
    } catch {
      plain.fill(0);
      return undefined;
    }
  }

  /**
   * Encrypts message number `sequence` of a context, counted from 0. The caller must never use a number twice with
   * one context: that would break AES-GCM.
   * @throws RangeError when the number does not fit into 32 bits
   */
  seal(context: HpkeContext, aad: Uint8Array, plain: Uint8Array, sequence = 0): Ciphertext<Buffer> {
    const cipher = createCipheriv(this.#aead.algorithm, context.key, nonceOf(context, sequence));
    cipher.setAAD(aad);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) as Ciphertext<Buffer>;
  }
}

/** Section 5.2's ComputeNonce, for numbers of 32 bits. */
function nonceOf({ baseNonce }: HpkeContext, sequence: number): Buffer {
  if (sequence === 0) return baseNonce;
  if (sequence >>> 0 !== sequence) throw new RangeError('The number of a message does not fit into 32 bits.');
  const nonce = Buffer.from(baseNonce);
  nonce.writeUInt32BE((nonce.readUInt32BE(NONCE_LENGTH - 4) ^ sequence) >>> 0, NONCE_LENGTH - 4);
  return nonce;
}

/** A P-256 key pair holder for a 32-byte private scalar. @throws Error when the scalar is zero or not below the order */
export function keyPairOf(scalar: Uint8Array): ECDH {
  const pair = createECDH(CURVE);
  pair.setPrivateKey(scalar);
  return pair;
}

function twoBytes(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function labeledIkm(suiteId: Buffer, label: string, ikm: Uint8Array): Buffer {
  return Buffer.concat([VERSION_LABEL, suiteId, Buffer.from(label), ikm]);
}

/** With the counter of HKDF's first and only round of expansion at its end. */
function labeledInfo(suiteId: Buffer, label: string, info: Uint8Array, length: number): Buffer {
  return Buffer.concat([twoBytes(length), VERSION_LABEL, suiteId, Buffer.from(label), info, Buffer.from([1])]);
}

function mac(key: KeyObject, data: Uint8Array): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Takes the first `length` bytes over and zero-fills them where they stood. */
function secretKey(bytes: Buffer, length: number = bytes.length): KeyObject {
  const key = createSecretKey(bytes.subarray(0, length));
  bytes.fill(0);
  return key;
}
