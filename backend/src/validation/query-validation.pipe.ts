import { Injectable, ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import { knownNames, refusedFields, refusedNames, sortNames } from './refused-fields.js';

const tolerant = new WeakSet<object>();

/** For the class of a `@Query()` parameter: parameters that it has no rules for are left out, not refused. */
export const IgnoreUnknownParameters = (): ClassDecorator => (target) => void tolerant.add(target);

/**
 * Nest's `ValidationPipe` for the query string and the class of a `@Query()` parameter. Texts become numbers and lists
 * where the class says so (`@WholeNumber()`, `@Transform()`). Single parameters (`@Query('name')`) pass.
 * @throws ByokError invalid_input with one entry in `errors` for each parameter at fault
 */
@Injectable()
export class QueryValidationPipe extends ValidationPipe {
  constructor() {
    super({ transform: true, whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true, exceptionFactory: refusedFields });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!this.toValidate(metadata)) return value;
    const type = metadata.metatype as Type;
    const { known, unknown } = sortNames((value ?? {}) as object, type);
    const validated = super.transform(known, metadata);
    if (unknown.length === 0 || tolerant.has(type)) return validated;
    throw await refusedNames(unknown, `is no parameter of this route: it takes ${[...knownNames(type)].join(', ')}`, validated);
  }

  protected override toValidate(metadata: ArgumentMetadata): boolean {
    return metadata.type === 'query' && metadata.data === undefined && metadata.metatype !== undefined && super.toValidate(metadata);
  }
}
