import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import type { Logger } from 'pino';
import { BudgetsModule } from './budgets/index.js';
import { byokHost } from './byok-host/index.js';
import { configOptions, type Configuration } from './config/index.js';
import { CoursesModule } from './courses/index.js';
import { DatabaseModule } from './database/index.js';
import { PlatformKeysModule } from './platform-keys/index.js';
import { PrometheusModule } from './prometheus/index.js';
import { ReceiptsModule } from './receipts/index.js';
import { UsageModule } from './usage/index.js';

/** What a process needs that only takes jobs: no routes, no accounts. */
@Module({})
export class WorkerModule {
  static forRoot(configuration: Configuration, logger: Logger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(configOptions(configuration)),
        DatabaseModule,
        byokHost(logger),
        BudgetsModule.forRoot({ http: false }),
        PrometheusModule,
        UsageModule,
        PlatformKeysModule,
        ReceiptsModule.forRoot({ http: false }),
        CoursesModule.forRoot({ http: false }),
      ],
    };
  }
}
