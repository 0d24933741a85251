import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { AnalyticsEventsDto } from './analytics-events.dto.js';
import { AnalyticsStore } from './analytics-store.service.js';

/** `POST /api/analytics/events` (contract, section 8). */
@NeedsScope('calls')
@Controller('api/analytics')
export class AnalyticsController {
  constructor(private readonly store: AnalyticsStore) {}

  @Post('events')
  @HttpCode(202)
  async report(@Body() { events }: AnalyticsEventsDto, @CurrentPrincipal() principal: Principal): Promise<{ accepted: number }> {
    await this.store.keep(principal.userId, events);
    return { accepted: events.length };
  }
}
