import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { platformKeysConfig, providersConfig } from '../../config/index.js';
import { SwitchesModule } from '../../switches/index.js';
import { Catalog } from './catalog/index.js';
import { PlatformCredentials } from './platform-credentials.js';
import { ProviderStrategyService } from './provider-strategy.service.js';
import { PlatformLimits } from './spending/platform-limits.service.js';
import { ProviderNetwork } from './transport/provider-network.js';

@Injectable()
class NetworkLifetime implements OnApplicationShutdown {
  constructor(@Inject(ProviderNetwork) private readonly network: ProviderNetwork) {}

  async onApplicationShutdown(): Promise<void> {
    await this.network.close();
  }
}

/** Routing, credentials and transport for every route and job that calls a provider. */
@Global()
@Module({
  imports: [CatalogModule, SwitchesModule],
  providers: [
    {
      provide: ProviderNetwork,
      inject: [providersConfig.KEY, Catalog],
      useFactory: (configuration: ConfigType<typeof providersConfig>, catalog: Catalog) => ProviderNetwork.open(configuration, catalog),
    },
    {
      provide: PlatformCredentials,
      inject: [platformKeysConfig.KEY, ProviderNetwork],
      useFactory: (configuration: ConfigType<typeof platformKeysConfig>, network: ProviderNetwork) =>
        new PlatformCredentials(configuration, network.sandboxed),
    },
    ProviderStrategyService,
    PlatformLimits,
    NetworkLifetime,
  ],
  exports: [ProviderStrategyService, PlatformCredentials, PlatformLimits],
})
export class StrategyModule {}
