import { Module } from '@nestjs/common';
import { AdminSpendingController } from './platform/admin-spending.controller.js';
import { PlatformSpending } from './platform/platform-spending.service.js';
import { SpendingController } from './own/spending.controller.js';
import { Spending } from './own/spending.service.js';

/** What was spent, told to those who may know: to users of their own calls, to administrators of the platform's. */
@Module({
  controllers: [SpendingController, AdminSpendingController],
  providers: [Spending, PlatformSpending],
})
export class SpendingModule {}
