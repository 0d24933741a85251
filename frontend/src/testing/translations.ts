import { importProvidersFrom, type EnvironmentProviders } from '@angular/core';
import { TranslocoTestingModule } from '@jsverse/transloco';
import en from '../app/i18n/en/all.js';
import ru from '../app/i18n/ru/all.js';

/** The real dictionaries, at hand at once. */
export function provideTranslations(language: 'ru' | 'en' = 'ru'): EnvironmentProviders {
  return importProvidersFrom(
    TranslocoTestingModule.forRoot({
      langs: { ru, en },
      translocoConfig: { availableLangs: ['ru', 'en'], defaultLang: language, reRenderOnLangChange: true },
      preloadLangs: true,
    }),
  );
}
