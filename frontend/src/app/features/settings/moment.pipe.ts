import { Pipe, inject, type PipeTransform } from '@angular/core';
import { CLOCK_TIME } from '../../core/i18n/clock-time.js';
import { LanguageService } from '../../core/i18n/language.service.js';

/** An ISO 8601 moment as day and time in the client's language. Impure, because the language may change. */
@Pipe({ name: 'moment', pure: false })
export class MomentPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(moment: string): string {
    const parts = { day: 'numeric', month: 'long', ...CLOCK_TIME } as const;
    return new Intl.DateTimeFormat(this.language(), parts).format(new Date(moment));
  }
}
