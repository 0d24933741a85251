import { Injectable, type PipeTransform } from '@nestjs/common';
import { ByokError } from '#contracts';

/** What PostgreSQL takes for a uuid column. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** For `:id` parameters: what is not a UUID names nothing. @throws ByokError not_found */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!UUID.test(value)) throw new ByokError('not_found', 'There is nothing with this id.');
    return value.toLowerCase();
  }
}
