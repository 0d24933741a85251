import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AccountDataModule } from './account-data/index.js';
import { AuthModule } from './auth/index.js';
import { BudgetsModule } from './budgets/index.js';
import { ByokModule, RequestLogModule, loggerOptions } from './byok/index.js';
import { StrategyModule } from './byok/strategy/strategy.module.js';
import { configOptions, transitConfig, type Configuration } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { DocsModule } from './docs/docs.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule, isHttps } from './http/index.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MetricsModule, PrometheusModule } from './metrics/index.js';
import { ObservedCallsModule, UsageModule } from './usage/index.js';
import { UsersModule } from './users/users.module.js';

export interface AppModuleOptions {
  /** Where request lines go. */
  logger: Logger;
  /** As `HttpModuleOptions` has it. */
  endedWaitMilliseconds?: number | undefined;
}

/** The whole HTTP application. Global guards run in the order of these imports: who may call, then keys, then the body. */
@Module({})
export class AppModule {
  static forRoot(configuration: Configuration, { logger, endedWaitMilliseconds }: AppModuleOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configOptions(configuration)),
        LoggerModule.forRootAsync(loggerOptions(logger)),
        DatabaseModule,
        AuthModule,
        UsersModule,
        AccountDataModule,
        HealthModule,
        DocsModule,
        ByokModule.forRootAsync({ inject: [transitConfig.KEY], useFactory: (transit: ConfigType<typeof transitConfig>) => transit }),
        HttpModule.forRoot({ https: isHttps(configuration), endedWaitMilliseconds }),
        RequestLogModule.forRoot(logger),
        BudgetsModule,
        StrategyModule,
        PrometheusModule,
        UsageModule,
        ObservedCallsModule,
        MetricsModule,
        GatewayModule,
        JobsModule.forRoot({ http: true }),
      ],
    };
  }
}
