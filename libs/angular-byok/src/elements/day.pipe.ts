import { Pipe, type PipeTransform } from '@angular/core';
import { activeLanguage } from '../active-language.js';

/** A day such as `2026-12-11` in words of the page's language. Impure, because the language may change. */
@Pipe({ name: 'day', pure: false })
export class DayPipe implements PipeTransform {
  private readonly language = activeLanguage();

  transform(day: string): string {
    const parts = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    return new Intl.DateTimeFormat(this.language(), parts).format(new Date(day));
  }
}
