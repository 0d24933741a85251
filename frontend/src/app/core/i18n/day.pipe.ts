import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from './language.service.js';

/** A moment, ISO 8601 or Unix milliseconds, as a day in the client's language. Impure for the same reason as PluralPipe. */
@Pipe({ name: 'day', pure: false })
export class DayPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(moment: string | number): string {
    const words = new Intl.DateTimeFormat(this.language(), { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(moment));
    // The “г.” of a Russian date never begins a line.
    return words.replace(/ г\.$/, '\u00a0г.');
  }
}
