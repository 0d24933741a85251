import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { ByokError, type FieldError } from '#contracts';
import { shownName } from '../http/index.js';

/**
 * Checks a query string against the class of its parameter; unlike bodies, its texts become numbers and lists.
 * @throws ByokError invalid_input with one entry in `errors` for each parameter at fault
 */
@Injectable()
export class ValidatedQueryPipe implements PipeTransform {
  async transform(value: unknown, { metatype }: ArgumentMetadata): Promise<unknown> {
    const query = plainToInstance(metatype as Type<object>, { ...(value as object) });
    const failures = await validate(query, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
    if (failures.length === 0) return query;
    const errors = failures.map(({ property, constraints }): FieldError => {
      const [rule, message = 'is not valid'] = Object.entries(constraints ?? {})[0] ?? [];
      return {
        field: shownName(property),
        message: rule === 'whitelistValidation' ? 'is no parameter of this route' : message.replace(`${property} `, ''),
      };
    });
    const detail = errors.map(({ field, message }) => `${field} ${message}.`).join(' ');
    throw new ByokError('invalid_input', detail, { errors });
  }
}
