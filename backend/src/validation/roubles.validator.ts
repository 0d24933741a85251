import { ValidateBy } from 'class-validator';

/** A limit above this is none: what is counted must fit its column. */
const MAX_RUB = 1_000_000_000;

/** Roubles with at most two decimals, from 0 to a billion; null where `nullable`. */
export function Roubles({ nullable }: { nullable: boolean }): PropertyDecorator {
  const words = `must be a number of roubles from 0 to ${MAX_RUB} with at most 2 decimals${nullable ? ', or null for no limit' : ''}`;
  return ValidateBy({ name: 'roubles', validator: { validate: (value) => (value === null ? nullable : isRoubles(value)), defaultMessage: () => words } });
}

function isRoubles(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MAX_RUB && Number(value.toFixed(2)) === value;
}
