import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';
import { from, map, type Observable } from 'rxjs';

/** Hands Transloco the bundled dictionaries, one lazy chunk per language. */
@Injectable({ providedIn: 'root' })
export class DictionaryLoader implements TranslocoLoader {
  getTranslation(language: string): Observable<Translation> {
    const dictionary = language === 'ru' ? import('../../i18n/ru/index.js') : import('../../i18n/en/index.js');
    return from(dictionary).pipe(map((module) => module.default));
  }
}
