import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from './language.service.js';

/** An ISO 8601 moment as a day in the client's language. Impure for the same reason as PluralPipe. */
@Pipe({ name: 'day', pure: false })
export class DayPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(moment: string): string {
    return new Intl.DateTimeFormat(this.language(), { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(moment));
  }
}
