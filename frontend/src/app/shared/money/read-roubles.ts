import type { AbstractControl, ValidationErrors } from '@angular/forms';

/** The server takes no more. */
const MAX_RUB = 1_000_000_000;

/** A typed amount in roubles, with a point or a comma: null when there is none, undefined when it is no amount from 0 with at most two decimals. */
export function readRoubles(text: string): number | null | undefined {
  const written = text.replace(/[\s₽]/g, '').replace(',', '.');
  if (written === '') return null;
  if (!/^\d{1,10}(?:\.\d{1,2})?$/.test(written)) return undefined;
  const roubles = Number(written);
  return roubles <= MAX_RUB ? roubles : undefined;
}

/** Validator of a field for an amount that may stay empty. */
export function roublesOrNothing({ value }: AbstractControl<string>): ValidationErrors | null {
  return readRoubles(value) === undefined ? { roubles: true } : null;
}
