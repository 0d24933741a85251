import { ValidateIf } from 'class-validator';

/** The other rules of a field hold where it is given; unlike `@IsOptional()`, null is a value. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);
