import { createECDH, type ECDH } from 'node:crypto';
import { TRANSIT_INFO, type PlainKey } from '#contracts';
import { envelopeAad, type EnvelopeBinding } from '../aad.js';
import { encodeBase64Url } from '../base64url.js';
import type { Envelope } from '../envelope.js';
import { ContextCache } from './context-cache.js';
import { CURVE, HpkeSuite, keyPairOf, type HpkeContext } from './hpke.js';
import { JobSealing } from './job-sealing.js';

const suite = new HpkeSuite(Buffer.from(TRANSIT_INFO));

/** As TextEncoder, at a tenth of its cost for texts so short. */
const encodeText = (text: string): Buffer<ArrayBuffer> => Buffer.from(text);
const aadOf = (binding: EnvelopeBinding): Uint8Array => envelopeAad(binding, encodeText);

/** Contexts kept per key, about 250 bytes each. */
const DEFAULT_CAPACITY = 4096;

/**
 * A transit key pair with the contexts of the envelopes it opened lately, so that an envelope used again
 * costs one AES operation. Owner's duty: `forget()` when the key retires.
 */
export class TransitPrivateKey {
  readonly #pair: ECDH;
  readonly #point: Buffer;
  readonly #contexts: ContextCache<HpkeContext>;
  readonly #jobs: JobSealing;

  /** @throws Error when `scalar` is no P-256 private key of 32 bytes */
  constructor(
    readonly kid: string,
    scalar: Uint8Array,
    capacity: number = DEFAULT_CAPACITY,
  ) {
    if (scalar.length !== 32) throw new RangeError('A P-256 private key has 32 bytes.');
    this.#pair = keyPairOf(scalar);
    this.#point = this.#pair.getPublicKey();
    this.#contexts = new ContextCache(capacity);
    this.#jobs = new JobSealing(this.#pair, this.#point);
  }

  /** The uncompressed point in base64url without padding, as callers get it. */
  get publicKey(): string {
    return encodeBase64Url(this.#point);
  }

  /**
   * Opens an envelope for what the caller knows it must be bound to. Undefined when it is sealed for
   * something else, was changed, or its `enc` is not on the curve; a wrong plaintext never comes out.
   * The bytes belong to the caller, who must zero-fill them.
   */
  open(envelope: Envelope, binding: Omit<EnvelopeBinding, 'kid' | 'exp'>): Uint8Array | undefined {
    const { kid, exp, enc, ct } = envelope;
    if (kid !== this.kid) return undefined;
    const aad = aadOf({ kid, exp, ...binding });
    const name = Buffer.from(enc.buffer, enc.byteOffset, enc.byteLength).toString('latin1');
    const cached = this.#contexts.get(name);
    if (cached !== undefined) return suite.open(cached, aad, ct);
    let context;
    try {
      context = suite.derive(this.#pair, enc, enc, this.#point);
    } catch {
      return undefined;
    }
    const plain = suite.open(context, aad, ct);
    if (plain !== undefined) this.#contexts.set(name, context);
    return plain;
  }

  /** Seals for a queued job. `key` stays the caller's. */
  sealForJob(key: PlainKey, binding: Omit<EnvelopeBinding, 'kid'> & { jobId: string }): Envelope {
    const aad = aadOf({ kid: this.kid, ...binding });
    return { kid: this.kid, exp: binding.exp, ...this.#jobs.seal(aad, key) };
  }

  /** Opens what `sealForJob` sealed; as `open` otherwise. */
  openForJob(envelope: Envelope, binding: Omit<EnvelopeBinding, 'kid' | 'exp'> & { jobId: string }): Uint8Array | undefined {
    const { kid, exp } = envelope;
    return kid === this.kid ? this.#jobs.open(aadOf({ kid, exp, ...binding }), envelope) : undefined;
  }

  /** Seals to this key as callers do, single shot. `key` stays the caller's. */
  seal(key: PlainKey, binding: Omit<EnvelopeBinding, 'kid'>): Envelope {
    const ephemeral = createECDH(CURVE);
    const enc = ephemeral.generateKeys();
    const context = suite.derive(ephemeral, this.#point, enc, this.#point);
    const ct = suite.seal(context, aadOf({ kid: this.kid, ...binding }), key);
    return { kid: this.kid, exp: binding.exp, enc, ct };
  }

  /** Drops the cached contexts; OpenSSL wipes their keys when they are collected. */
  forget(): void {
    this.#contexts.clear();
    this.#jobs.forget();
  }
}

/** A fresh private scalar, 32 bytes. */
export function generateScalar(): Buffer {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  const scalar = pair.getPrivateKey();
  return scalar.length === 32 ? scalar : Buffer.concat([Buffer.alloc(32 - scalar.length), scalar]);
}
