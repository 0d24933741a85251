import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountDataRegistry, tableRows } from '../account-data/index.js';
import { InjectDatabase, spendingLimits, type Database } from '../database/index.js';

/** A user's limits, those of their tokens among them, in their export; the account's row takes them along when it goes. */
@Injectable()
export class SpendingLimitAccountData implements OnModuleInit {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly registry: AccountDataRegistry,
  ) {}

  onModuleInit(): void {
    const { database } = this;
    this.registry.register({ name: 'spendingLimits', rows: (userId) => tableRows(database, spendingLimits, { user: spendingLimits.userId, key: spendingLimits.id, userId }) });
  }
}
