import { ByokError, keySlotOf, keySlotParts, type ByokProviderId, type JobEnvelope, type KeySlot } from '#contracts';
import type { Credential } from '../credential/credential.js';
import { EncryptedCredential } from '../credential/encrypted-credential.js';
import { ExpiredCredential, type JobCredential } from '../credential/expired-credential.js';
import type { TransitKeyring } from '../transit/transit-keyring.js';

/** Envelopes, by provider and place. */
export type Envelopes = Readonly<Partial<Record<KeySlot, JobEnvelope>>>;

/** Whose job the keys are for. */
export interface KeyBinding {
  readonly userId: string;
  readonly jobId: string;
}

/**
 * The keys of one job while it is received or run, encrypted in memory. Each is in plain form for the length of a
 * `withCredentials` alone. Keys that had expired in the queue are known by provider and place, so that a receipt can say so.
 */
export class EncryptedJobKeys {
  readonly #keys = new Map<KeySlot, EncryptedCredential | ExpiredCredential>();

  private constructor(
    private readonly keyring: TransitKeyring,
    private readonly binding: KeyBinding,
  ) {}

  /** Envelopes for the queue straight from credentials, that live for `seconds` from now. @param slots of these only; undefined: all */
  static sealCredentials(keyring: TransitKeyring, binding: KeyBinding, credentials: Iterable<Credential>, slots: readonly KeySlot[] | undefined, seconds: number): Envelopes {
    const exp = Math.ceil(Date.now() / 1000 + seconds);
    const sealed: Partial<Record<KeySlot, JobEnvelope>> = {};
    for (const credential of credentials) {
      const slot = slotOf(credential);
      const { provider } = keySlotParts(slot);
      if (slots?.includes(slot) !== false) sealed[slot] = keyring.sealForJob(credential, { ...binding, provider }, exp);
    }
    return sealed;
  }

  /** Takes credentials over and disposes them. */
  static fromCredentials(keyring: TransitKeyring, binding: KeyBinding, credentials: Iterable<Credential>): EncryptedJobKeys {
    const keys = new EncryptedJobKeys(keyring, binding);
    for (const credential of credentials) keys.#keep(credential);
    return keys;
  }

  /**
   * Opens a queued job's envelopes. One that is too old, or sealed to a transit key that is gone (keys made in
   * memory end with their process), counts as expired; so does one of `slots` that isn't there.
   */
  static fromEnvelopes(keyring: TransitKeyring, binding: KeyBinding, envelopes: Envelopes, slots: readonly KeySlot[]): EncryptedJobKeys {
    const keys = new EncryptedJobKeys(keyring, binding);
    for (const slot of slots) {
      const credential = openOrNothing(keyring, binding, slot, envelopes[slot]);
      const { provider, place } = keySlotParts(slot);
      if (credential === undefined) keys.#keys.set(slot, new ExpiredCredential(provider, place));
      else keys.#keep(credential);
    }
    return keys;
  }

  /** Lends the keys for the length of `fn`. */
  async withCredentials<T>(fn: (credentials: ReadonlyMap<KeySlot, JobCredential>) => Promise<T>): Promise<T> {
    const opened: Credential[] = [];
    try {
      const credentials = new Map<KeySlot, JobCredential>();
      for (const [slot, key] of this.#keys) credentials.set(slot, key instanceof ExpiredCredential ? key : openInto(opened, key));
      return await fn(credentials);
    } finally {
      for (const credential of opened) credential.dispose();
    }
  }

  /** As `sealCredentials`. */
  sealForQueue(slots: readonly KeySlot[], seconds: number): Envelopes {
    const opened: Credential[] = [];
    try {
      for (const slot of slots) {
        const key = this.#keys.get(slot);
        if (key instanceof EncryptedCredential) openInto(opened, key);
      }
      return EncryptedJobKeys.sealCredentials(this.keyring, this.binding, opened, slots, seconds);
    } finally {
      for (const credential of opened) credential.dispose();
    }
  }

  forget(): void {
    this.#keys.clear();
  }

  #keep(credential: Credential): void {
    this.#keys.set(slotOf(credential), new EncryptedCredential(credential));
    credential.dispose();
  }
}

function slotOf({ provider, place }: Credential): KeySlot {
  return keySlotOf(provider as ByokProviderId, place);
}

/** @param opened learns of the credential, to dispose it */
function openInto(opened: Credential[], key: EncryptedCredential): Credential {
  const credential = key.open();
  opened.push(credential);
  return credential;
}

function openOrNothing(
  keyring: TransitKeyring,
  binding: KeyBinding,
  slot: KeySlot,
  envelope: JobEnvelope | undefined,
): Credential | undefined {
  if (envelope === undefined) return undefined;
  try {
    const { provider, place } = keySlotParts(slot);
    return keyring.openForJob(envelope, { ...binding, provider }, place);
  } catch (error) {
    if (error instanceof ByokError) return undefined;
    throw error;
  }
}
