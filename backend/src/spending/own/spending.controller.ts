import { Controller, Get, Header } from '@nestjs/common';
import type { SpendingView } from '#contracts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { Spending } from './spending.service.js';

/** What the caller's own calls did cost, for cookies and for tokens of the scope `account`. */
@NeedsScope('account')
@Controller('api/me/spending')
export class SpendingController {
  constructor(private readonly spending: Spending) {}

  @Get()
  @Header('cache-control', 'no-store')
  view(@CurrentPrincipal() { userId, plan }: Principal): Promise<SpendingView> {
    return this.spending.view(userId, plan);
  }
}
