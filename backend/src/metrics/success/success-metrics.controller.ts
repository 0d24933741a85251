import { Controller, Get, Query } from '@nestjs/common';
import { ByokError, type SuccessMetricsView } from '#contracts';
import { Roles } from '../../auth/index.js';
import { shownName } from '../../http/index.js';
import { readDayRange } from './day-range.js';
import { SuccessMetricsService } from './success-metrics.service.js';

/** `GET /api/admin/success-metrics` (contract, section 8). */
@Roles('admin')
@Controller('api/admin/success-metrics')
export class SuccessMetricsController {
  constructor(private readonly metrics: SuccessMetricsService) {}

  /** @param query `from` and `to`, ISO dates of UTC, both included */
  @Get()
  read(@Query() query: Readonly<Record<string, unknown>>): Promise<SuccessMetricsView> {
    const { from, to, ...unknown } = query;
    const [name] = Object.keys(unknown);
    if (name !== undefined) {
      const message = 'is no parameter of this route: it takes from and to';
      const field = shownName(name);
      throw new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
    }
    return this.metrics.over(readDayRange(from, to));
  }
}
