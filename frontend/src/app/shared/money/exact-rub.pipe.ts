import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from '../../core/i18n/language.service.js';
import { MIN_SHOWN_RUB } from './rub.pipe.js';

/** Roubles beside a limit: to the kopeck unless they are whole, so that 99.60 of 100 does not look like all of it. */
export function exactRoubles(rub: number, language: string): string {
  const digits = Number.isInteger(rub) ? 0 : 2;
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: 'RUB', currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits });
  return rub > 0 && rub < MIN_SHOWN_RUB ? `<\u00a0${format.format(0.01)}` : format.format(rub);
}

/** `10.5 | exactRub`: 10,50 ₽. Impure, because the language may change. */
@Pipe({ name: 'exactRub', pure: false })
export class ExactRubPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(rub: number): string {
    return exactRoubles(rub, this.language());
  }
}
