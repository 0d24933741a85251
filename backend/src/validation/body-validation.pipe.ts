import { Injectable, ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import { ByokError } from '#contracts';
import { UNKNOWN_FIELD, refusedFields, refusedNames, sortNames } from './refused-fields.js';

const optional = new WeakSet<object>();

/** For the class of a `@Body()` parameter: a request without a body is one without fields. */
export const OptionalBody = (): ClassDecorator => (target) => void optional.add(target);

/**
 * Nest's `ValidationPipe` for the body of a product route and the class of its `@Body()` parameter. Nothing is coerced:
 * a number as text is a wrong type. Parameters of other kinds, and bodies without a class, pass.
 * @throws ByokError invalid_input with one entry in `errors` for each field at fault
 */
@Injectable()
export class BodyValidationPipe extends ValidationPipe {
  constructor() {
    super({ transform: true, whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true, exceptionFactory: refusedFields });
  }

  override async transform(sent: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!this.toValidate(metadata)) return sent;
    const value = sent === undefined && optional.has(metadata.metatype as Type) ? {} : sent;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const message = 'must be a JSON object, sent with content-type: application/json';
      throw new ByokError('invalid_input', `The body ${message}.`, { errors: [{ field: 'body', message }] });
    }
    const { known, unknown } = sortNames(value, metadata.metatype as Type);
    const validated = super.transform(known, metadata);
    if (unknown.length === 0) return validated;
    throw await refusedNames(unknown, UNKNOWN_FIELD, validated);
  }

  protected override toValidate(metadata: ArgumentMetadata): boolean {
    return metadata.type === 'body' && metadata.metatype !== undefined && super.toValidate(metadata);
  }
}
