import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AccountDataModule } from './account-data/index.js';
import { AuthModule } from './auth/index.js';
import { BudgetsModule } from './budgets/index.js';
import { ByokModule, loggerOptions } from './byok/index.js';
import { StrategyModule } from './byok/strategy/strategy.module.js';
import { configOptions, transitConfig, type Configuration } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { DocsModule } from './docs/docs.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MetricsModule, PrometheusModule } from './metrics/index.js';
import { UsageModule } from './usage/index.js';
import { UsersModule } from './users/users.module.js';

/** The whole HTTP application. */
@Module({})
export class AppModule {
  static forRoot(configuration: Configuration, logger: Logger): DynamicModule {
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
        BudgetsModule,
        StrategyModule,
        PrometheusModule,
        UsageModule,
        MetricsModule,
        GatewayModule,
        JobsModule.forRoot({ http: true }),
      ],
    };
  }
}
