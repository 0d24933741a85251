import { createECDH, type ECDH } from 'node:crypto';
import type { Ciphertext, PlainKey } from '#contracts';
import type { Envelope } from '../envelope.js';
import { ContextCache } from './context-cache.js';
import { CURVE, HpkeSuite, type HpkeContext } from './hpke.js';

const suite = new HpkeSuite(Buffer.from('byok/job/v2'));

/** Bytes at the head of a job's ciphertext: the number of the message, the most significant byte first. */
export const SEQUENCE_LENGTH = 4;

/** An ephemeral key pair serves for at most this long, in milliseconds, and for at most this many envelopes. */
const EPHEMERAL_MS = 60_000;
export const EPHEMERAL_SEALS = 65_536;
/** Contexts kept on the opening side: one for each minute and process of the last hour, and some more. */
const CAPACITY = 256;

interface Ephemeral {
  readonly enc: Buffer;
  readonly context: HpkeContext;
  readonly until: number;
  /** Number of the next message. Lives and ends with the context, so that no nonce comes twice. */
  next: number;
}

/**
 * Envelopes of jobs, which a server seals to its own transit key: the messages of one HPKE context for each minute,
 * numbered, each with its number before it. See docs/decisions/2026-11-26-job-envelope-sequence.md.
 */
export class JobSealing {
  readonly #contexts = new ContextCache<HpkeContext>(CAPACITY);
  #ephemeral: Ephemeral | undefined;

  constructor(
    private readonly pair: ECDH,
    private readonly point: Buffer,
  ) {}

  /** @returns the ciphertext with its number before it. `key` stays the caller's */
  seal(aad: Uint8Array, key: PlainKey): Pick<Envelope, 'enc' | 'ct'> {
    const ephemeral = this.#current();
    const sequence = ephemeral.next;
    ephemeral.next += 1;
    const head = Buffer.alloc(SEQUENCE_LENGTH);
    head.writeUInt32BE(sequence);
    return { enc: ephemeral.enc, ct: Buffer.concat([head, suite.seal(ephemeral.context, aad, key, sequence)]) as Ciphertext<Buffer> };
  }

  /** Undefined for whatever was not sealed like this, for this. The bytes belong to the caller, who must zero-fill them. */
  open(aad: Uint8Array, { enc, ct }: Pick<Envelope, 'enc' | 'ct'>): Uint8Array | undefined {
    if (ct.length < SEQUENCE_LENGTH) return undefined;
    const name = Buffer.from(enc.buffer, enc.byteOffset, enc.byteLength).toString('latin1');
    let context = this.#contexts.get(name);
    try {
      context ??= suite.derive(this.pair, enc, enc, this.point);
    } catch {
      return undefined;
    }
    const sequence = new DataView(ct.buffer, ct.byteOffset).getUint32(0);
    const plain = suite.open(context, aad, ct.subarray(SEQUENCE_LENGTH), sequence);
    if (plain !== undefined) this.#contexts.set(name, context);
    return plain;
  }

  /** Drops all contexts; OpenSSL wipes their keys when they are collected. */
  forget(): void {
    this.#contexts.clear();
    this.#ephemeral = undefined;
  }

  #current(): Ephemeral {
    const now = performance.now();
    if (this.#ephemeral === undefined || this.#ephemeral.next === EPHEMERAL_SEALS || now > this.#ephemeral.until) {
      const pair = createECDH(CURVE);
      const enc = pair.generateKeys();
      this.#ephemeral = { enc, context: suite.derive(pair, this.point, enc, this.point), until: now + EPHEMERAL_MS, next: 0 };
    }
    return this.#ephemeral;
  }
}
