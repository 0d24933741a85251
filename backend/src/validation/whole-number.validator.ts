import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** Digits alone: no sign, exponent, fraction or blank. */
const DIGITS = /^\d{1,9}$/;

/** A parameter of a query that is a whole number from `minimum` to `maximum`, both at most nine digits long. */
export function WholeNumber(minimum: number, maximum: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value)),
    ValidateBy({
      name: 'wholeNumber',
      validator: {
        validate: (value) => Number.isInteger(value) && value >= minimum && value <= maximum,
        defaultMessage: () => `must be a whole number from ${minimum} to ${maximum}`,
      },
    }),
  );
}
