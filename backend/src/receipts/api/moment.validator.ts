import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

const ISO = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const DAY_MS = 86_400_000;

/**
 * Reads an ISO 8601 date (UTC) or moment.
 * @param end of a date, its last millisecond
 * @returns Unix milliseconds; undefined for what is neither
 */
export function readMoment(value: unknown, end: boolean): number | undefined {
  const [, date, time] = (typeof value === 'string' && ISO.exec(value)) || [];
  if (date === undefined) return undefined;
  const day = Date.parse(`${date}T00:00:00Z`);
  // 2026-02-30 would be a day of March.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  const at = time === undefined ? day + (end ? DAY_MS - 1 : 0) : Date.parse(value as string);
  return Number.isNaN(at) ? undefined : at;
}

/** A parameter of a query that is a date or a moment; it becomes Unix milliseconds. @param end of a date its end is meant */
export function Moment({ end }: { readonly end: boolean }): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => readMoment(value, end) ?? value),
    ValidateBy({
      name: 'moment',
      validator: {
        validate: (value) => typeof value === 'number',
        defaultMessage: () => 'must be an ISO 8601 date or moment with its time zone, such as 2026-11-29 or 2026-11-29T10:00:00Z (in a URL, + is written as %2B)',
      },
    }),
  );
}
