import { Controller, Get, Query } from '@nestjs/common';
import type { SuccessMetricsView } from '#contracts';
import { Roles } from '../../access/index.js';
import { readDayRange } from './day-range.js';
import { DayRangeDto } from './day-range.dto.js';
import { SuccessMetricsService } from './success-metrics.service.js';

/** `GET /api/admin/success-metrics` (contract, section 8). */
@Roles('admin')
@Controller('api/admin/success-metrics')
export class SuccessMetricsController {
  constructor(private readonly metrics: SuccessMetricsService) {}

  @Get()
  read(@Query() { from, to }: DayRangeDto): Promise<SuccessMetricsView> {
    return this.metrics.over(readDayRange(from, to));
  }
}
