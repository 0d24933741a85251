import { IsIn } from 'class-validator';
import { ByokError } from '#contracts';
import { IfGiven, IgnoreUnknownParameters, WholeNumber } from '../../validation/index.js';
import { Moment } from './moment.validator.js';

/** Times of receipts, both included. */
class ReceiptTimesDto {
  @IfGiven()
  @Moment({ end: false })
  from?: number;

  @IfGiven()
  @Moment({ end: true })
  to?: number;
}

/** `GET /api/receipts`: which part of the list. */
@IgnoreUnknownParameters()
export class ReceiptsPageDto extends ReceiptTimesDto {
  @IfGiven()
  @WholeNumber(1, 1000)
  limit = 200;

  /** The number of the last receipt of the page before. */
  @IfGiven()
  @WholeNumber(0, 999_999_999)
  after?: number;

  @IfGiven()
  @IsIn(['asc', 'desc'], { message: 'must be asc or desc' })
  order: 'asc' | 'desc' = 'asc';
}

/** `GET /api/receipts/export`. */
export class ReceiptsExportDto extends ReceiptTimesDto {
  @IfGiven()
  @IsIn(['jsonl', 'csv'], { message: 'must be jsonl or csv' })
  format: 'jsonl' | 'csv' = 'jsonl';
}

/** @throws ByokError invalid_input when the range ends before it begins */
export function assertRange({ from, to }: ReceiptTimesDto): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new ByokError('invalid_input', 'from must not be later than to.', { errors: [{ field: 'from', message: 'must not be later than to' }] });
}
