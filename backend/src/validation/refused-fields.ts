import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { ByokError, type FieldError } from '#contracts';
import { shownName } from './shown-name.js';

/** Faults listed in one answer. */
const MAX_ERRORS = 50;
/** Faults told in the answer's one sentence for people. */
const MAX_TOLD = 5;

export const UNKNOWN_FIELD = 'is no field of this route';

function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const name = shownName(error.property);
    const field = parent ? `${parent}.${name}` : name;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? UNKNOWN_FIELD : withoutField(message, error.property),
    }));
    return [...own.slice(0, 1), ...fieldErrors(error.children ?? [], field)];
  });
}

function withoutField(message: string, field: string): string {
  return message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
}

/** invalid_input with an entry for each fault, the first few of them in words. */
function refusal(errors: readonly FieldError[]): ByokError {
  const detail = errors.slice(0, MAX_TOLD).map(({ field, message }) => `${field} ${message}.`).join(' ');
  return new ByokError('invalid_input', detail, { errors: errors.slice(0, MAX_ERRORS) });
}

/** The `exceptionFactory` of our validation pipes. */
export const refusedFields = (failures: readonly ValidationError[]): ByokError => refusal(fieldErrors(failures));

/**
 * The refusal of names that a class does not have, beside what is wrong with the others.
 * @param message follows each name
 * @param validated settles as the check of the others does
 */
export async function refusedNames(names: readonly string[], message: string, validated: Promise<unknown>): Promise<ByokError> {
  const failure = await validated.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure !== undefined && !(failure instanceof ByokError)) throw failure;
  return refusal([...names.map((name) => ({ field: shownName(name), message })), ...(failure?.errors ?? [])]);
}

const namesOf = new WeakMap<object, ReadonlySet<string>>();

/** Names that a class has rules for. */
export function knownNames(type: Type): ReadonlySet<string> {
  let names = namesOf.get(type);
  if (names === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    names = new Set(rules.map(({ propertyName }) => propertyName));
    namesOf.set(type, names);
  }
  return names;
}

/**
 * What a class knows of an object, and the other names, as many as an error lists: nobody works on those, since that
 * costs more than linear time in their number.
 */
export function sortNames(value: object, type: Type): { known: object; unknown: readonly string[] } {
  const names = knownNames(type);
  const unknown: string[] = [];
  const known: Record<string, unknown> = {};
  for (const name in value) {
    if (names.has(name)) known[name] = (value as Record<string, unknown>)[name];
    else if (unknown.push(name) === MAX_ERRORS) break;
  }
  return { known, unknown };
}
