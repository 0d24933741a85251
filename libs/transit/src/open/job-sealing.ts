import { createECDH, randomBytes, type ECDH, type KeyObject } from 'node:crypto';
import type { Envelope } from '../envelope.js';
import { ContextCache } from './context-cache.js';
import { CURVE, HpkeSuite, type HpkeContext } from './hpke.js';

const LABEL = Buffer.from('byok/job/v1|');
const suite = new HpkeSuite(LABEL);

/** Random bytes at the head of a job's ciphertext; they go into `info`. */
export const SALT_LENGTH = 16;

/** An ephemeral key pair serves for so long, in milliseconds, and for so many envelopes. */
const EPHEMERAL_MS = 60_000;
const EPHEMERAL_SEALS = 65_536;
/** Secrets kept on the opening side: one for each minute and process of the last hour, and some more. */
const CAPACITY = 256;

interface Ephemeral {
  readonly enc: Buffer;
  readonly secret: KeyObject;
  readonly until: number;
  left: number;
}

/**
 * Envelopes of jobs, which a server seals to its own transit key: HPKE whose expensive part, the encapsulation, is
 * shared by the envelopes of a minute. Each envelope has a key and a nonce of its own all the same, because `info`
 * holds 16 random bytes made for it and all that it is bound to: see docs/decisions/2026-11-22-job-envelopes.md.
 */
export class JobSealing {
  readonly #secrets = new ContextCache<KeyObject>(CAPACITY);
  #ephemeral: Ephemeral | undefined;

  constructor(
    private readonly pair: ECDH,
    private readonly point: Buffer,
  ) {}

  /** @returns the ciphertext with its salt before it. `key` stays the caller's */
  seal(aad: Uint8Array, key: Uint8Array): Pick<Envelope, 'enc' | 'ct'> {
    const { enc, secret } = this.#current();
    const salt = randomBytes(SALT_LENGTH);
    return { enc, ct: Buffer.concat([salt, suite.seal(contextOf(secret, salt, aad), aad, key)]) };
  }

  /** Undefined for whatever was not sealed like this, for this. The bytes belong to the caller, who must zero-fill them. */
  open(aad: Uint8Array, { enc, ct }: Pick<Envelope, 'enc' | 'ct'>): Uint8Array | undefined {
    if (ct.length < SALT_LENGTH) return undefined;
    const name = Buffer.from(enc.buffer, enc.byteOffset, enc.byteLength).toString('latin1');
    let secret = this.#secrets.get(name);
    try {
      secret ??= suite.secretOf(this.pair, enc, enc, this.point);
    } catch {
      return undefined;
    }
    const plain = suite.open(contextOf(secret, ct.subarray(0, SALT_LENGTH), aad), aad, ct.subarray(SALT_LENGTH));
    if (plain !== undefined) this.#secrets.set(name, secret);
    return plain;
  }

  /** Drops all secrets; OpenSSL wipes them when they are collected. */
  forget(): void {
    this.#secrets.clear();
    this.#ephemeral = undefined;
  }

  #current(): Ephemeral {
    const now = performance.now();
    if (this.#ephemeral === undefined || this.#ephemeral.left === 0 || now > this.#ephemeral.until) {
      const pair = createECDH(CURVE);
      const enc = pair.generateKeys();
      this.#ephemeral = { enc, secret: suite.secretOf(pair, this.point, enc, this.point), until: now + EPHEMERAL_MS, left: EPHEMERAL_SEALS };
    }
    this.#ephemeral.left -= 1;
    return this.#ephemeral;
  }
}

function contextOf(secret: KeyObject, salt: Uint8Array, aad: Uint8Array): HpkeContext {
  return suite.contextOf(secret, Buffer.concat([LABEL, salt, aad]));
}
