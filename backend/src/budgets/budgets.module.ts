import { Global, Module } from '@nestjs/common';
import { SPENDING_GUARD } from '../byok/strategy/spending/spending-guard.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { PlatformBudgets } from './platform-budgets.service.js';
import { PlatformSpendingStore } from './platform-spending.store.js';

/** What the platform pays, within its limits. */
@Global()
@Module({
  imports: [CatalogModule],
  providers: [PlatformSpendingStore, PlatformBudgets, { provide: SPENDING_GUARD, useExisting: PlatformBudgets }],
  exports: [SPENDING_GUARD],
})
export class BudgetsModule {}
