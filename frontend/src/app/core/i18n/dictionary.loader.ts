import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';
import { from, map, type Observable } from 'rxjs';
import type { Language } from './languages.js';

/** The words of pages that are no first screen. */
export function loadRest(language: Language): Observable<Translation> {
  const dictionary = language === 'ru' ? import('../../i18n/ru/rest.js') : import('../../i18n/en/rest.js');
  return from(dictionary).pipe(map((module) => module.default));
}

/** Hands Transloco the bundled dictionaries of first screens, one lazy chunk per language. */
@Injectable({ providedIn: 'root' })
export class DictionaryLoader implements TranslocoLoader {
  getTranslation(language: string): Observable<Translation> {
    const dictionary = language === 'ru' ? import('../../i18n/ru/index.js') : import('../../i18n/en/index.js');
    return from(dictionary).pipe(map((module) => module.default));
  }
}
