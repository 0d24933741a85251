import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Characters as a person counts them (code points), not UTF-16 units. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Text that every column and every reader takes: without U+0000 and halves of surrogate pairs. */
const isWhole = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** A text of `minimum` to `maximum` characters that is well-formed Unicode without U+0000; with a minimum, one that is not blank. */
export function TextOf(minimum: number, maximum: number, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({
    name: 'textOf',
    validator: {
      validate: (value) => {
        if (typeof value !== 'string' || value.length > maximum * 2 || !isWhole(value)) return false;
        const count = characterCount(value);
        return count >= minimum && count <= maximum && (minimum === 0 || value.trim() !== '');
      },
      defaultMessage: (context) => {
        if (typeof context?.value === 'string' && !isWhole(context.value)) return 'must not contain U+0000 or half of a surrogate pair';
        return minimum === 0 ? `must be text of at most ${maximum} characters` : `must be text of ${minimum} to ${maximum} characters`;
      },
    },
  }, options);
}
