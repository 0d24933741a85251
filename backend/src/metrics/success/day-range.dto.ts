import { ValidateBy } from 'class-validator';
import { IfGiven } from '../../validation/index.js';
import { isDay } from './day-range.js';

const Day = (): PropertyDecorator =>
  ValidateBy({ name: 'day', validator: { validate: isDay, defaultMessage: () => 'must be a date such as 2026-11-22' } });

/** `GET /api/admin/success-metrics`: days of UTC, both included. */
export class DayRangeDto {
  @IfGiven()
  @Day()
  from?: string;

  @IfGiven()
  @Day()
  to?: string;
}
