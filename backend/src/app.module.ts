import { Module, type DynamicModule } from '@nestjs/common';
import { AccountDataModule } from './account-data/index.js';
import { AuthModule } from './auth/index.js';
import { BudgetsModule } from './budgets/index.js';
import { ByokModule } from './byok/index.js';
import { StrategyModule } from './byok/strategy/strategy.module.js';
import { ConfigurationModule, type Configuration } from './config/index.js';
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
  static forRoot(configuration: Configuration): DynamicModule {
    const { transitKeys, jobTtlSeconds } = configuration;
    return {
      module: AppModule,
      imports: [
        ConfigurationModule.forRoot(configuration),
        DatabaseModule,
        AuthModule,
        UsersModule,
        AccountDataModule,
        HealthModule,
        DocsModule,
        ByokModule.forRoot({ transitKeys, jobTtlSeconds }),
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
