import { Pipe, type PipeTransform } from '@angular/core';
import { CLOCK_TIME } from './clock-time.js';
import { activeLanguage } from '../active-language.js';

/** An ISO 8601 moment as day and time in the page's language. Impure, because the language may change. */
@Pipe({ name: 'moment', pure: false })
export class MomentPipe implements PipeTransform {
  private readonly language = activeLanguage();

  transform(moment: string): string {
    const parts = { day: 'numeric', month: 'long', ...CLOCK_TIME } as const;
    return new Intl.DateTimeFormat(this.language(), parts).format(new Date(moment));
  }
}
