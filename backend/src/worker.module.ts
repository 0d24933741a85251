import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { BudgetsModule } from './budgets/index.js';
import { ByokModule, loggerOptions } from './byok/index.js';
import { StrategyModule } from './byok/strategy/strategy.module.js';
import { configOptions, transitConfig, type Configuration } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { JobsModule } from './jobs/jobs.module.js';
import { PrometheusModule } from './metrics/index.js';
import { UsageModule } from './usage/index.js';

/** What a process needs that only takes jobs: no routes, no accounts. */
@Module({})
export class WorkerModule {
  static forRoot(configuration: Configuration, logger: Logger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(configOptions(configuration)),
        LoggerModule.forRootAsync(loggerOptions(logger)),
        DatabaseModule,
        ByokModule.forRootAsync({ inject: [transitConfig.KEY], useFactory: (transit: ConfigType<typeof transitConfig>) => transit }),
        BudgetsModule,
        StrategyModule,
        PrometheusModule,
        UsageModule,
        JobsModule.forRoot({ http: false }),
      ],
    };
  }
}
