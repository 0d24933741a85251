import { Body, Controller, Get, Patch } from '@nestjs/common';
import type { AccountView } from '#contracts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../access/index.js';
import { accountView, accountViewOf } from './account-view.js';
import { PreferencesDto } from './preferences.dto.js';
import { UsersService } from './users.service.js';

/** The caller's own account, for cookies and tokens. */
@NeedsScope('account')
@Controller('api/me')
export class MeController {
  constructor(private readonly users: UsersService) {}

  /** A caller that seals needs its user id. */
  @NeedsScope('calls')
  @Get()
  me(@CurrentPrincipal() principal: Principal): AccountView {
    return accountViewOf(principal);
  }

  @Patch('preferences')
  async setPreferences(@CurrentPrincipal() principal: Principal, @Body() body: PreferencesDto): Promise<AccountView> {
    return accountView(await this.users.setPreferences(principal.userId, body));
  }
}
