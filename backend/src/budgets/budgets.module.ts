import { Global, Module, type DynamicModule } from '@nestjs/common';
import { SPENDING_GUARD } from '#nestjs-byok';
import { UsersModule } from '../users/index.js';
import { OwnBudgets } from './own-budgets.service.js';
import { PlatformBudgets } from './platform-budgets.service.js';
import { PlatformSpendingStore } from './platform-spending.store.js';
import { SpendingBudgets } from './spending-budgets.service.js';
import { SpendingLimitAccountData } from './spending-limit-account-data.js';
import { SpendingLimitController } from './spending-limit.controller.js';
import { SpendingLimits } from './spending-limits.service.js';
import { SpendingLimitStore } from './spending-limit.store.js';
import { SpendingLimitWatch } from './spending-limit-watch.service.js';

/** What the platform pays, and what users allow to be spent, within their limits. `http: false` leaves the routes out. */
@Global()
@Module({})
export class BudgetsModule {
  static forRoot({ http }: { http: boolean }): DynamicModule {
    return {
      module: BudgetsModule,
      imports: http ? [UsersModule] : [],
      controllers: http ? [SpendingLimitController] : [],
      providers: [
        PlatformSpendingStore,
        PlatformBudgets,
        SpendingLimitStore,
        SpendingLimitWatch,
        OwnBudgets,
        SpendingBudgets,
        { provide: SPENDING_GUARD, useExisting: SpendingBudgets },
        ...(http ? [SpendingLimits, SpendingLimitAccountData] : []),
      ],
      exports: [SPENDING_GUARD],
    };
  }
}
