import { PROVIDERS, type ProviderId } from '#contracts';
import type { ByokModuleOptions } from '../byok.options.js';
import { Credential } from '../credential/credential.js';

/** The emulator takes any key with this in it; an operator's real key is never sent there. */
const SANDBOX_MARK = 'sandbox';

/** The operator's own keys, held as Credentials for the life of the process. */
export class PlatformCredentials {
  readonly #byProvider = new Map<ProviderId, Credential>();
  readonly #providers: ReadonlySet<ProviderId>;

  /** @param sandboxed providers that the emulator stands in for */
  constructor({ platformKeys }: Pick<ByokModuleOptions, 'platformKeys'>, sandboxed: ReadonlySet<ProviderId>) {
    for (const provider of PROVIDERS) {
      const given = platformKeys?.[provider];
      const key = sandboxed.has(provider) && !given?.includes(SANDBOX_MARK) ? `${SANDBOX_MARK}-platform-${provider}` : given;
      if (key !== undefined) this.#byProvider.set(provider, new Credential('platform', provider, Buffer.from(key, 'latin1')));
    }
    this.#providers = new Set(this.#byProvider.keys());
  }

  get(provider: ProviderId): Credential | undefined {
    return this.#byProvider.get(provider);
  }

  /** Providers the platform can pay for. */
  providers(): ReadonlySet<ProviderId> {
    return this.#providers;
  }
}
