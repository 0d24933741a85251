import { Body, Controller, Get, Put } from '@nestjs/common';
import type { SpendingLimitView } from '#contracts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../access/index.js';
import { SpendingLimitDto } from './spending-limit.dto.js';
import { SpendingLimits } from './spending-limits.service.js';

/** The caller's own limit for what their own keys pay, for cookies and for tokens of the scope `account`. */
@NeedsScope('account')
@Controller('api/me/spending-limit')
export class SpendingLimitController {
  constructor(private readonly limits: SpendingLimits) {}

  @Get()
  view(@CurrentPrincipal() { userId }: Principal): Promise<SpendingLimitView> {
    return this.limits.view(userId);
  }

  /** Replaces it. @throws ByokError invalid_input */
  @Put()
  set(@CurrentPrincipal() { userId }: Principal, @Body() body: SpendingLimitDto): Promise<SpendingLimitView> {
    return this.limits.set(userId, body);
  }
}
