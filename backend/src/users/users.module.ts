import { Module } from '@nestjs/common';
import { PasswordModule } from '../auth/password/password.module.js';
import { PrincipalsModule } from '../auth/principals/principals.module.js';
import { AdminUsersController } from './admin-users.controller.js';
import { FirstAdmin } from './first-admin.js';
import { MeController } from './me.controller.js';
import { UserAdministration } from './user-administration.service.js';
import { UsersService } from './users.service.js';

/** Accounts: plans, roles, preferences, the first administrator. */
@Module({
  imports: [PrincipalsModule, PasswordModule],
  controllers: [MeController, AdminUsersController],
  providers: [UsersService, UserAdministration, FirstAdmin],
  exports: [UsersService, UserAdministration],
})
export class UsersModule {}
