import { randomBytes } from 'node:crypto';
import { ByokError, type ByokProviderId } from '#contracts';
import { Credential, type TransitKeyring } from '../../byok/index.js';

/** Envelopes by provider. */
export type Envelopes = Readonly<Partial<Record<ByokProviderId, string>>>;

/** Longest time between two uses of keys that are held, in seconds; far above that of any provider call. */
const HELD_SECONDS = 24 * 3600;

/**
 * The keys of one job while it is received or run, sealed in memory too: each is in plain form for the length of
 * a `use` alone. Keys that had expired in the queue are known by provider, so that a receipt can say so.
 */
export class HeldKeys {
  private constructor(
    private readonly keyring: TransitKeyring,
    private readonly binding: { readonly userId: string; readonly jobId: string },
    private readonly envelopes: Map<ByokProviderId, string>,
    private readonly expired: ReadonlySet<ByokProviderId>,
  ) {}

  /** Takes credentials over and disposes them. */
  static ofCredentials(keyring: TransitKeyring, binding: { userId: string; jobId: string }, credentials: Iterable<Credential>): HeldKeys {
    const held = new HeldKeys(keyring, binding, new Map(), new Set());
    for (const credential of credentials) {
      held.hold(credential);
      credential.dispose();
    }
    return held;
  }

  /**
   * Opens a queued job's envelopes. One that is too old, or sealed to a transit key that is gone (keys made in
   * memory end with their process), counts as expired; so does one of `providers` that isn't there.
   */
  static ofEnvelopes(
    keyring: TransitKeyring,
    binding: { userId: string; jobId: string },
    envelopes: Envelopes,
    providers: readonly ByokProviderId[],
  ): HeldKeys {
    const expired = new Set<ByokProviderId>();
    const held = new HeldKeys(keyring, binding, new Map(), expired);
    for (const provider of providers) {
      const credential = openOrNothing(keyring, binding, provider, envelopes[provider]);
      if (credential === undefined) expired.add(provider);
      else {
        held.hold(credential);
        credential.dispose();
      }
    }
    return held;
  }

  /** Providers that there is a key for, expired ones too. */
  providers(): ByokProviderId[] {
    return [...this.envelopes.keys(), ...this.expired];
  }

  isExpired(provider: string): boolean {
    return (this.expired as ReadonlySet<string>).has(provider);
  }

  /**
   * Lends the keys as credentials for the length of `fn`. An expired one has random bytes instead: it stands for
   * its key in routing and receipts and must not be sent.
   */
  async use<T>(fn: (credentials: ReadonlyMap<ByokProviderId, Credential>) => Promise<T>): Promise<T> {
    const credentials = new Map<ByokProviderId, Credential>();
    try {
      for (const [provider, envelope] of this.envelopes) {
        const credential = this.keyring.openForJob(envelope, { ...this.binding, provider });
        credentials.set(provider, credential);
        this.hold(credential);
      }
      for (const provider of this.expired) credentials.set(provider, new Credential('byok', provider, randomBytes(32)));
      return await fn(credentials);
    } finally {
      for (const credential of credentials.values()) credential.dispose();
    }
  }

  /** Envelopes for the queue, of these providers only, that live for `seconds` from now. */
  sealForQueue(providers: ReadonlySet<string>, seconds: number): Envelopes {
    const exp = Math.ceil(Date.now() / 1000) + seconds;
    const sealed: Partial<Record<ByokProviderId, string>> = {};
    for (const [provider, envelope] of this.envelopes) {
      if (!providers.has(provider)) continue;
      const binding = { ...this.binding, provider };
      const credential = this.keyring.openForJob(envelope, binding);
      try {
        sealed[provider] = this.keyring.sealForJob(credential, binding, exp);
      } finally {
        credential.dispose();
      }
    }
    return sealed;
  }

  forget(): void {
    this.envelopes.clear();
  }

  /** Seals anew at each use, so that what is held never depends on a transit key long retired. */
  private hold(credential: Credential): void {
    const provider = credential.provider as ByokProviderId;
    const exp = Math.floor(Date.now() / 1000) + HELD_SECONDS;
    this.envelopes.set(provider, this.keyring.sealForJob(credential, { ...this.binding, provider }, exp));
  }
}

function openOrNothing(
  keyring: TransitKeyring,
  binding: { userId: string; jobId: string },
  provider: ByokProviderId,
  envelope: string | undefined,
): Credential | undefined {
  if (envelope === undefined) return undefined;
  try {
    return keyring.openForJob(envelope, { ...binding, provider });
  } catch (error) {
    if (error instanceof ByokError) return undefined;
    throw error;
  }
}
