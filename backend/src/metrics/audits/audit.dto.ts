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
      defaultMessage: () => 'must be a moment in ISO 8601 with its zone, such as 2026-11-29T12:00:00Z, and not in the future',
    },
  });
}

function IsCount(): PropertyDecorator {
  return ValidateBy({
    name: 'count',
    validator: {
      validate: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_COUNT,
      defaultMessage: () => `must be a whole number from 0 to ${MAX_COUNT}`,
    },
  });
}

/** `POST /api/admin/audits`. */
export class AuditDto implements AuditView {
  @IsAuditDate()
  date!: string;

  @IsCount()
  routes!: number;

  @IsCount()
  findings!: number;
}
