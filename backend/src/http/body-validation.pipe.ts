import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { ByokError, type FieldError } from '#contracts';
import { shownName } from './shown-name.js';

/** So many fields at fault are listed. */
const ERRORS = 50;
const UNKNOWN = 'is no field of this route';

const PLAIN_TYPES: ReadonlySet<unknown> = new Set([undefined, Object, String, Number, Boolean, Array, Buffer]);

function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const name = shownName(error.property);
    const field = parent ? `${parent}.${name}` : name;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? UNKNOWN : withoutField(message, error.property),
    }));
    return [...own.slice(0, 1), ...fieldErrors(error.children ?? [], field)];
  });
}

function withoutField(message: string, field: string): string {
  return message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
}

/**
 * Checks the body of a product route against the class of its `@Body()` parameter. Nothing is coerced:
 * a number as text is a wrong type. Names that the class doesn't have are counted and left out before anything works
 * on the body, since that costs more than linear time in them. Parameters of other kinds, and bodies without a class, pass.
 * @throws ByokError invalid_input with one entry in `errors` for each field at fault
 */
@Injectable()
export class BodyValidationPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body' || metadata.metatype === undefined || PLAIN_TYPES.has(metadata.metatype)) return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const message = 'must be a JSON object, sent with content-type: application/json';
      throw new ByokError('invalid_input', `The body ${message}.`, { errors: [{ field: 'body', message }] });
    }
    const { known, unknown } = sortNames(value, metadata.metatype);
    const body = plainToInstance(metadata.metatype, known) as object;
    const failures = await validate(body, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true });
    const errors = [...unknown.map((name) => ({ field: shownName(name), message: UNKNOWN })), ...fieldErrors(failures)];
    if (errors.length === 0) return body;
    const detail = errors.slice(0, 5).map(({ field, message }) => `${field} ${message}.`).join(' ');
    throw new ByokError('invalid_input', detail, { errors: errors.slice(0, ERRORS) });
  }
}

const namesOf = new WeakMap<object, ReadonlySet<string>>();

/** Names that a class has rules for. */
function knownNames(type: Type): ReadonlySet<string> {
  let names = namesOf.get(type);
  if (names === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    names = new Set(rules.map(({ propertyName }) => propertyName));
    namesOf.set(type, names);
  }
  return names;
}

/** What a class knows of a body, and the names of the rest, as many as an error lists: nobody works on those. */
function sortNames(value: object, type: Type): { known: object; unknown: readonly string[] } {
  const names = knownNames(type);
  const unknown: string[] = [];
  const known: Record<string, unknown> = {};
  for (const name in value) {
    if (names.has(name)) known[name] = (value as Record<string, unknown>)[name];
    else if (unknown.push(name) === ERRORS) break;
  }
  return { known, unknown };
}
