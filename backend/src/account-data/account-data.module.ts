import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { UsersModule } from '../users/index.js';
import { AccountDataController } from './account-data.controller.js';
import { AccountDataRegistry } from './account-data.registry.js';
import { AccountDeletion } from './account-deletion.service.js';
import { AccountTables } from './account-tables.service.js';

/** Everything that is kept of an account. Global, so that every module that keeps some can register it. */
@Global()
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [AccountDataController],
  providers: [AccountDataRegistry, AccountTables, AccountDeletion],
  exports: [AccountDataRegistry],
})
export class AccountDataModule {}
