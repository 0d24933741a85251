import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  ByokError,
  ENVELOPE_MAX_SECONDS,
  TRANSIT_SUITE,
  hasKeyForm,
  type ByokProviderId,
  type JobEnvelope,
  type KeyPlace,
  type RequestEnvelope,
  type TransitKeyView,
} from '#contracts';
import { ENVELOPE_FLAWS, formatJobEnvelope, parseEnvelope, type Envelope } from '#transit';
import { SEQUENCE_LENGTH, TransitPrivateKey, generateScalar } from '#transit/open';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../byok.options.js';
import { Credential } from '../credential/credential.js';
import { parseTransitKeys, type ConfiguredTransitKey } from './configured-keys.js';

const DEFAULT_ROTATION_HOURS = 24;
/** How long callers may keep a configured key, which we don't rotate ourselves. */
const CONFIGURED_HOURS = 1;
const HOUR_MS = 3_600_000;

/** The key group of every process whose keys are configured. */
export const SHARED_KEY_GROUP = 'shared';

/** What a queued job's envelope is bound to. */
export interface JobBinding {
  provider: ByokProviderId;
  userId: string;
  jobId: string;
}

/**
 * The transit keys of this process: the current one, which callers seal to, and retired ones, which still
 * open until the last envelope sealed to them is over. Keys come from the options, or live in memory only
 * and rotate by themselves; then what they sealed is gone for good once they are forgotten.
 */
@Injectable()
export class TransitKeyring implements OnModuleDestroy {
  readonly #keys = new Map<string, TransitPrivateKey>();
  readonly #rotationMs: number;
  readonly #graceMs: number;
  readonly #generated: boolean;
  /** Names those who can open what this process seals: itself, or all with configured keys. */
  readonly keyGroup: string;
  /** Signed keys in their order, with the root whose signature they bear. */
  readonly #signed: readonly ConfiguredTransitKey[];
  readonly #root: string | undefined;
  #current: TransitPrivateKey;
  #notAfter: number;
  /** Unix seconds at which the last job sealed to the current key is over. */
  #jobsUntil = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(@Inject(BYOK_OPTIONS) options: ByokModuleOptions) {
    this.#rotationMs = (options.rotationHours ?? DEFAULT_ROTATION_HOURS) * HOUR_MS;
    this.#graceMs = Math.max(ENVELOPE_MAX_SECONDS, options.jobTtlSeconds ?? 0) * 1000;
    this.#generated = options.transitKeys === undefined;
    this.keyGroup = this.#generated ? randomBytes(12).toString('hex') : SHARED_KEY_GROUP;
    const configured = options.transitKeys === undefined ? [] : parseTransitKeys(options.transitKeys, options.transitRoot);
    this.#root = options.transitRoot;
    this.#signed = configured.filter(({ signed }) => signed !== undefined);
    const keys = this.#generated ? [generateKey()] : configured.map(({ key }) => key);
    for (const key of keys) this.#keys.set(key.kid, key);
    this.#current = keys[0] as TransitPrivateKey;
    this.#notAfter = Date.now() + this.#rotationMs;
    if (this.#generated) this.#later(this.#rotationMs, () => this.#currentKey());
  }

  /**
   * What callers seal to now.
   * @throws ByokError `unavailable` when the root signed no key whose time lasts
   */
  current(): TransitKeyView {
    if (this.#root !== undefined) return this.#signedView(this.#root);
    const key = this.#currentKey();
    const notAfter = this.#generated ? this.#notAfter : Date.now() + CONFIGURED_HOURS * HOUR_MS;
    return { kid: key.kid, suite: TRANSIT_SUITE, publicKey: key.publicKey, notAfter: new Date(notAfter).toISOString() };
  }

  /**
   * Opens a request's envelope. The caller owns the credential and must dispose it.
   * @throws ByokError `envelope_invalid`, `envelope_expired` or `envelope_unknown_key`
   */
  open(text: RequestEnvelope, provider: ByokProviderId, userId: string, place: KeyPlace = 1): Credential {
    const envelope = this.#parse(text);
    const now = Date.now();
    if (envelope.exp * 1000 > now + ENVELOPE_MAX_SECONDS * 1000) {
      throw new ByokError(
        'envelope_invalid',
        'The envelope expires more than 10 minutes from now; seal it with an earlier expiry, and check the clock.',
      );
    }
    if (envelope.exp * 1000 <= now) {
      throw new ByokError('envelope_expired', 'The envelope is too old; seal the key again.');
    }
    return this.#openBound(envelope, provider, (key) => key.open(envelope, { provider, userId }), place);
  }

  /** Seals a credential anew for one job, to the current key. `exp` in Unix seconds. */
  sealForJob(credential: Credential, binding: JobBinding, exp: number): JobEnvelope {
    const current = this.#currentKey();
    this.#jobsUntil = Math.max(this.#jobsUntil, exp);
    const envelope = credential.useBytes((key) => current.sealForJob(key, { ...binding, exp }));
    return formatJobEnvelope(envelope);
  }

  /**
   * Opens a job's envelope. The caller owns the credential and must dispose it.
   * @throws ByokError `key_expired_in_queue`, `envelope_invalid`, `envelope_unknown_key`
   */
  openForJob(text: JobEnvelope, binding: JobBinding, place: KeyPlace = 1): Credential {
    const envelope = this.#parse(text, SEQUENCE_LENGTH);
    if (envelope.exp * 1000 <= Date.now()) {
      throw new ByokError(
        'key_expired_in_queue',
        'The job waited longer than its key was allowed to; submit it again.',
      );
    }
    return this.#openBound(envelope, binding.provider, (key) => key.openForJob(envelope, binding), place);
  }

  onModuleDestroy(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const key of this.#keys.values()) key.forget();
    this.#keys.clear();
  }

  #parse(text: string, headLength = 0): Envelope {
    const parsed = parseEnvelope(text, headLength);
    if (parsed.ok) return parsed.envelope;
    throw new ByokError(
      'envelope_invalid',
      `The envelope can't be read: ${ENVELOPE_FLAWS[parsed.flaw]}. Its form is byok1.<kid>.<exp>.<enc>.<ct>.`,
    );
  }

  #openBound(
    envelope: Envelope,
    provider: ByokProviderId,
    open: (key: TransitPrivateKey) => Uint8Array | undefined,
    place: KeyPlace = 1,
  ): Credential {
    const key = this.#keys.get(envelope.kid);
    if (key === undefined) {
      throw new ByokError(
        'envelope_unknown_key',
        'The envelope is sealed to a transit key that is unknown here or retired; get /api/byok/transit-key and seal the key again.',
      );
    }
    const bytes = open(key);
    if (bytes === undefined) {
      throw new ByokError(
        'envelope_invalid',
        `The envelope does not open: it was changed, or sealed for another user, for another provider than ${provider}, or to another key.`,
      );
    }
    if (!hasKeyForm(bytes)) {
      bytes.fill(0);
      throw new ByokError(
        'envelope_invalid',
        'The envelope opens, but what it holds is no key: 8 to 512 printable ASCII characters without spaces.',
      );
    }
    return new Credential('byok', provider, bytes, place, envelope.kid);
  }

  #signedView(root: string): TransitKeyView {
    const { kid, key, signed } = this.#lasting() ?? {};
    if (key === undefined || kid === undefined || signed === undefined) {
      throw new ByokError('unavailable', "The time of every transit key that the operator's root signed is over; the operator must sign a new one. A key in plain form in the header still works.");
    }
    const notAfter = new Date(signed.notAfter * 1000).toISOString();
    return { kid, suite: TRANSIT_SUITE, publicKey: key.publicKey, notAfter, root, signature: signed.signature };
  }

  /** The first signed key whose time is not over. */
  #lasting(): ConfiguredTransitKey | undefined {
    return this.#signed.find(({ signed }) => signed !== undefined && signed.notAfter * 1000 > Date.now());
  }

  #currentKey(): TransitPrivateKey {
    if (this.#root !== undefined) return this.#lasting()?.key ?? this.#current;
    if (this.#generated && Date.now() >= this.#notAfter) this.#rotate();
    return this.#current;
  }

  #rotate(): void {
    const retired = this.#current;
    this.#current = generateKey();
    this.#keys.set(this.#current.kid, this.#current);
    this.#notAfter = Date.now() + this.#rotationMs;
    this.#later(this.#rotationMs, () => this.#currentKey());
    const graceMs = Math.max(this.#graceMs, this.#jobsUntil * 1000 - Date.now());
    this.#jobsUntil = 0;
    this.#later(graceMs, () => {
      this.#keys.delete(retired.kid);
      retired.forget();
    });
  }

  /** Without keeping the process alive. */
  #later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }
}

function generateKey(): TransitPrivateKey {
  const scalar = generateScalar();
  try {
    return new TransitPrivateKey(randomBytes(9).toString('base64url'), scalar);
  } finally {
    scalar.fill(0);
  }
}
