import { Module } from '@nestjs/common';
import { AccountChanges } from './account-changes.service.js';
import { AdminUsersController } from './admin-users.controller.js';
import { MeController } from './me.controller.js';
import { UserAdministration } from './user-administration.service.js';
import { UsersService } from './users.service.js';

/** Accounts: plans, roles, preferences. */
@Module({
  controllers: [MeController, AdminUsersController],
  providers: [AccountChanges, UsersService, UserAdministration],
  exports: [AccountChanges, UsersService, UserAdministration],
})
export class UsersModule {}
