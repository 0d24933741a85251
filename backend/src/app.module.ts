import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import type { Logger } from 'pino';
import { AccountDataModule } from './account-data/index.js';
import { AuthModule } from './auth/index.js';
import { BudgetsModule } from './budgets/index.js';
import { byokHost } from './byok-host/index.js';
import { CatalogModule } from './catalog/index.js';
import { configOptions, type Configuration } from './config/index.js';
import { CoursesModule } from './courses/index.js';
import { DatabaseModule } from './database/index.js';
import { DocsModule } from './docs/index.js';
import { GatewayModule } from './gateway/index.js';
import { HealthModule } from './health/index.js';
import { HttpModule, RequestLogModule, isHttps } from './http/index.js';
import { MetricsModule } from './metrics/index.js';
import { PlatformKeysModule } from './platform-keys/index.js';
import { PrometheusModule } from './prometheus/index.js';
import { ReceiptsModule } from './receipts/index.js';
import { SpendingModule } from './spending/index.js';
import { ObservedCallsModule, UsageModule } from './usage/index.js';
import { UsersModule } from './users/index.js';

export interface AppModuleOptions {
  /** Where request lines go. */
  logger: Logger;
  /** As `HttpModuleOptions` has it. */
  endedWaitMilliseconds?: number | undefined;
}

/** The whole HTTP application. Global guards run in the order of these imports: who may call, then keys, then the body; in another one it does not start. */
@Module({})
export class AppModule {
  static forRoot(configuration: Configuration, { logger, endedWaitMilliseconds }: AppModuleOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configOptions(configuration)),
        DatabaseModule,
        AuthModule,
        UsersModule,
        AccountDataModule,
        HealthModule,
        DocsModule,
        byokHost(logger),
        HttpModule.forRoot({ https: isHttps(configuration), links: configuration.links, endedWaitMilliseconds }),
        RequestLogModule.forRoot(logger),
        BudgetsModule.forRoot({ http: true }),
        CatalogModule,
        PrometheusModule,
        UsageModule,
        ObservedCallsModule,
        PlatformKeysModule,
        ReceiptsModule.forRoot({ http: true }),
        SpendingModule,
        MetricsModule,
        GatewayModule,
        CoursesModule.forRoot({ http: true }),
      ],
    };
  }
}
