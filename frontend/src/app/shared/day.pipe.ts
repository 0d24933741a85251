import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from '../core/i18n/language.service.js';

/** A day such as `2026-12-11` in words of the client's language. Impure, because the language may change. */
@Pipe({ name: 'day', pure: false })
export class DayPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(day: string): string {
    const parts = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat(this.language(), parts).format(new Date(day));
  }
}
