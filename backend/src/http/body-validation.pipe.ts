import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { ByokError, type FieldError } from '#contracts';
import { shownName } from './shown-name.js';

const PLAIN_TYPES: ReadonlySet<unknown> = new Set([undefined, Object, String, Number, Boolean, Array, Buffer]);

function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const name = shownName(error.property);
    const field = parent ? `${parent}.${name}` : name;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'is no field of this route' : withoutField(message, error.property),
    }));
    return [...own.slice(0, 1), ...fieldErrors(error.children ?? [], field)];
  });
}

function withoutField(message: string, field: string): string {
  return message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
}

/**
 * Checks the body of a product route against the class of its `@Body()` parameter. Nothing is coerced:
 * a number as text is a wrong type. Parameters of other kinds, and bodies without a class, pass.
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
    const body = plainToInstance(metadata.metatype, value) as object;
    const errors = fieldErrors(
      await validate(body, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true }),
    );
    if (errors.length === 0) return body;
    const detail = errors.slice(0, 5).map(({ field, message }) => `${field} ${message}.`).join(' ');
    throw new ByokError('invalid_input', detail, { errors: errors.slice(0, 50) });
  }
}
