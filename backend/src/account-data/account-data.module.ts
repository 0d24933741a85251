import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { PrincipalsModule } from '../auth/principals/principals.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountDataController } from './account-data.controller.js';
import { AccountDataRegistry } from './account-data.registry.js';
import { AccountDeletion } from './account-deletion.service.js';
import { AccountTables } from './account-tables.js';

/** Everything that is kept of an account. Global, so that whoever keeps some can register it. */
@Global()
@Module({
  imports: [AuthModule, UsersModule, PrincipalsModule],
  controllers: [AccountDataController],
  providers: [AccountDataRegistry, AccountTables, AccountDeletion],
  exports: [AccountDataRegistry],
})
export class AccountDataModule {}
