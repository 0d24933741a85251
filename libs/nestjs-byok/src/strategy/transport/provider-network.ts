import { PROVIDERS, type ProviderId } from '#contracts';
import { PROVIDER_STRATEGIES } from '#providers';
import type { ByokModuleOptions } from '../../byok.options.js';
import type { Catalog } from '../catalog/index.js';
import { ProviderProxy } from './provider-proxy.js';
import { openEndpoint, type ProviderEndpoint, type ProviderEndpoints } from './provider-endpoints.js';
import type { ProxyFailureLog } from './proxy-failure-log.service.js';
import { launchSandbox, type RunningSandbox, type SandboxModels } from './sandbox-launcher.js';

type NetworkOptions = Pick<ByokModuleOptions, 'emulated' | 'providerOrigins' | 'providerProxy'>;

function modelsOf(catalog: Catalog): SandboxModels {
  return Object.fromEntries(PROVIDERS.map((id) => [id, catalog.modelsOf(id).map((entry) => entry.id)]));
}

/** The providers as this process reaches them: real, at the operator's origin, or the emulator. */
export class ProviderNetwork {
  private constructor(
    private readonly endpoints: ProviderEndpoints,
    /** Providers that the emulator stands in for. */
    readonly sandboxed: ReadonlySet<ProviderId>,
    private readonly sandbox: RunningSandbox | undefined,
    private readonly proxy: ProviderProxy | undefined,
  ) {}

  static async open({ emulated: emulatedProviders = [], providerOrigins, providerProxy }: NetworkOptions, catalog: Catalog, failures: ProxyFailureLog): Promise<ProviderNetwork> {
    const sandboxed = new Set(emulatedProviders);
    const sandbox = sandboxed.size > 0 ? await launchSandbox(modelsOf(catalog)) : undefined;
    const proxy = providerProxy === undefined ? undefined : new ProviderProxy(providerProxy, failures);
    const endpoints = PROVIDERS.map((id): [ProviderId, ProviderEndpoint] => {
      const strategy = PROVIDER_STRATEGIES[id];
      const emulated = sandboxed.has(id) ? sandbox?.origins[id] : undefined;
      const origin = emulated ?? providerOrigins?.[id] ?? strategy.defaultOrigin;
      return [id, openEndpoint(strategy, origin, emulated === undefined ? proxy : undefined)];
    });
    return new ProviderNetwork(Object.fromEntries(endpoints) as ProviderEndpoints, sandboxed, sandbox, proxy);
  }

  endpoint(provider: ProviderId): ProviderEndpoint {
    return this.endpoints[provider];
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.endpoints).map(({ dispatcher }) => dispatcher.destroy()));
    await this.proxy?.close();
    await this.sandbox?.close();
  }
}
