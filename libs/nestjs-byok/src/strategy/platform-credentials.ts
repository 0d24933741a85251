import { PROVIDERS, type ProviderId } from '#contracts';
import type { ByokModuleOptions } from '../byok.options.js';
import { Credential } from '../credential/credential.js';

/** The emulator takes any key with this in it; an operator's real key is never sent there. */
const SANDBOX_MARK = 'sandbox';

/** Calls that a replaced key still serves have ended by then, and what they say of it is masked until then, in milliseconds. */
const KEPT_MS = 6 * 3_600_000;

/** The operator's own keys, held as Credentials. */
export class PlatformCredentials {
  readonly #byProvider = new Map<ProviderId, Credential>();
  readonly #providers: ReadonlySet<ProviderId>;

  /** @param sandboxed providers that the emulator stands in for */
  constructor(
    { platformKeys }: Pick<ByokModuleOptions, 'platformKeys'>,
    private readonly sandboxed: ReadonlySet<ProviderId>,
  ) {
    for (const provider of PROVIDERS) {
      const key = this.#keyFor(provider, platformKeys?.[provider]);
      if (key !== undefined) this.#byProvider.set(provider, credentialOf(provider, key));
    }
    this.#providers = new Set(this.#byProvider.keys());
  }

  get(provider: ProviderId): Credential | undefined {
    return this.#byProvider.get(provider);
  }

  /**
   * Has another key pay from the next call on; calls under way end with the one that they have. For a provider that had
   * a key from the start.
   * @returns whether it is another one
   */
  replace(provider: ProviderId, given: string): boolean {
    const before = this.#byProvider.get(provider);
    const key = this.#keyFor(provider, given);
    if (before === undefined || key === undefined || before.useBytes((bytes) => Buffer.from(key, 'latin1').equals(bytes))) return false;
    this.#byProvider.set(provider, credentialOf(provider, key));
    setTimeout(() => before.dispose(), KEPT_MS).unref();
    return true;
  }

  /** Providers the platform can pay for. */
  providers(): ReadonlySet<ProviderId> {
    return this.#providers;
  }

  #keyFor(provider: ProviderId, given: string | undefined): string | undefined {
    return this.sandboxed.has(provider) && !given?.includes(SANDBOX_MARK) ? `${SANDBOX_MARK}-platform-${provider}` : given;
  }
}

function credentialOf(provider: ProviderId, key: string): Credential {
  return new Credential('platform', provider, Buffer.from(key, 'latin1'));
}
