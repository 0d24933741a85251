import { Module, type DynamicModule } from '@nestjs/common';
import { BudgetsModule } from './budgets/index.js';
import { ByokModule } from './byok/index.js';
import { StrategyModule } from './byok/strategy/strategy.module.js';
import { ConfigurationModule, type Configuration } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { JobsModule } from './jobs/jobs.module.js';
import { PrometheusModule } from './metrics/index.js';
import { UsageModule } from './usage/index.js';

/** What a process needs that only takes jobs: no routes, no accounts. */
@Module({})
export class WorkerModule {
  static forRoot(configuration: Configuration): DynamicModule {
    const { transitKeys, jobTtlSeconds } = configuration;
    return {
      module: WorkerModule,
      imports: [
        ConfigurationModule.forRoot(configuration),
        DatabaseModule,
        ByokModule.forRoot({ transitKeys, jobTtlSeconds }),
        BudgetsModule,
        StrategyModule,
        PrometheusModule,
        UsageModule,
        JobsModule.forRoot({ http: false }),
      ],
    };
  }
}
