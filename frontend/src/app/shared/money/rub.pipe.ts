import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from '../../core/i18n/language.service.js';

/** Below this, kopecks would be rounded to nothing. */
export const MIN_SHOWN_RUB = 0.005;
/** From here on nobody counts kopecks. */
const WHOLE_FROM = 10;

/** Roubles as a person reads them: to the kopeck below ten, whole above, and what is less than a kopeck as that. */
export function roubles(rub: number, language: string): string {
  const digits = rub > 0 && rub < WHOLE_FROM ? 2 : 0;
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: 'RUB', currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits });
  return rub > 0 && rub < MIN_SHOWN_RUB ? `<\u00a0${format.format(0.01)}` : format.format(rub);
}

/** `0.044 | rub`: 0,04 ₽. Impure, because the language may change. */
@Pipe({ name: 'rub', pure: false })
export class RubPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(rub: number): string {
    return roubles(rub, this.language());
  }
}

/** `1050000 | count`: 1,1 млн. Impure, because the language may change. */
@Pipe({ name: 'count', pure: false })
export class CountPipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(count: number): string {
    return new Intl.NumberFormat(this.language(), count >= 10_000 ? { notation: 'compact', maximumSignificantDigits: 2 } : {}).format(count);
  }
}
