import { ValidateBy } from 'class-validator';
import type { AuditView } from '#contracts';
import { isAuditDate } from './audit-date.js';

/** Of a 32-bit column. */
const MAX_COUNT = 2_147_483_647;

function IsAuditDate(): PropertyDecorator {
  return ValidateBy({
    name: 'auditDate',
    validator: {
      validate: (value) => isAuditDate(value),
      defaultMessage: () => 'must be a moment in ISO 8601 with its zone, such as 2026-11-29T12:00:00Z, when an audit can have run: not before 2020, and not in the future',
    },
  });
}

/** @param why it can't be less than `least`, where that is not plain */
function IsCount(least: number, why = ''): PropertyDecorator {
  return ValidateBy({
    name: 'count',
    validator: {
      validate: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= MAX_COUNT,
      defaultMessage: () => `must be a whole number from ${least} to ${MAX_COUNT}${why}`,
    },
  });
}

/** `POST /api/admin/audits`. */
export class AuditDto implements AuditView {
  @IsAuditDate()
  date!: string;

  @IsCount(1, ': an audit that sent keys through no route looked at nothing')
  routes!: number;

  @IsCount(0)
  findings!: number;
}
