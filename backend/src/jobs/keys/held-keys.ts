import { randomBytes } from 'node:crypto';
import { ByokError, type ByokProviderId } from '#contracts';
import { Credential, HeldCredential, type TransitKeyring } from '../../byok/index.js';

/** Envelopes by provider. */
export type Envelopes = Readonly<Partial<Record<ByokProviderId, string>>>;

/** Whose job the keys are for. */
export interface KeyBinding {
  readonly userId: string;
  readonly jobId: string;
}

/**
 * The keys of one job while it is received or run. Each is in plain form for the length of a `use` alone. Keys that
 * had expired in the queue are known by provider, so that a receipt can say so.
 */
export class HeldKeys {
  private readonly held = new Map<ByokProviderId, HeldCredential>();
  private readonly expired = new Set<ByokProviderId>();

  private constructor(
    private readonly keyring: TransitKeyring,
    private readonly binding: KeyBinding,
  ) {}

  /** Envelopes for the queue straight from credentials, of these providers only, that live for `seconds` from now. */
  static sealCredentials(keyring: TransitKeyring, binding: KeyBinding, credentials: Iterable<Credential>, providers: readonly ByokProviderId[], seconds: number): Envelopes {
    const exp = Math.ceil(Date.now() / 1000) + seconds;
    const sealed: Partial<Record<ByokProviderId, string>> = {};
    for (const credential of credentials) {
      const provider = credential.provider as ByokProviderId;
      if (providers.includes(provider)) sealed[provider] = keyring.sealForJob(credential, { ...binding, provider }, exp);
    }
    return sealed;
  }

  /** Takes credentials over and disposes them. */
  static ofCredentials(keyring: TransitKeyring, binding: KeyBinding, credentials: Iterable<Credential>): HeldKeys {
    const keys = new HeldKeys(keyring, binding);
    for (const credential of credentials) keys.hold(credential);
    return keys;
  }

  /**
   * Opens a queued job's envelopes. One that is too old, or sealed to a transit key that is gone (keys made in
   * memory end with their process), counts as expired; so does one of `providers` that isn't there.
   */
  static ofEnvelopes(keyring: TransitKeyring, binding: KeyBinding, envelopes: Envelopes, providers: readonly ByokProviderId[]): HeldKeys {
    const keys = new HeldKeys(keyring, binding);
    for (const provider of providers) {
      const credential = openOrNothing(keyring, binding, provider, envelopes[provider]);
      if (credential === undefined) keys.expired.add(provider);
      else keys.hold(credential);
    }
    return keys;
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
      for (const [provider, held] of this.held) credentials.set(provider, held.open());
      for (const provider of this.expired) credentials.set(provider, new Credential('byok', provider, randomBytes(32)));
      return await fn(credentials);
    } finally {
      for (const credential of credentials.values()) credential.dispose();
    }
  }

  /** As `sealCredentials`. */
  sealForQueue(providers: readonly ByokProviderId[], seconds: number): Envelopes {
    const credentials = providers.flatMap((provider) => this.held.get(provider)?.open() ?? []);
    try {
      return HeldKeys.sealCredentials(this.keyring, this.binding, credentials, providers, seconds);
    } finally {
      for (const credential of credentials) credential.dispose();
    }
  }

  forget(): void {
    this.held.clear();
  }

  private hold(credential: Credential): void {
    this.held.set(credential.provider as ByokProviderId, new HeldCredential(credential));
    credential.dispose();
  }
}

function openOrNothing(
  keyring: TransitKeyring,
  binding: KeyBinding,
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
