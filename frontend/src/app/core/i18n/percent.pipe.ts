import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from './language.service.js';

/** 0..100 as a share, with the sign as each language sets it: 40%, 40 %. Impure for the same reason as PluralPipe. */
@Pipe({ name: 'percent', pure: false })
export class PercentPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(percent: number): string {
    return new Intl.NumberFormat(this.language(), { style: 'percent', maximumFractionDigits: 0 }).format(percent / 100);
  }
}
