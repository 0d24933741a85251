import { importProvidersFrom, type EnvironmentProviders } from '@angular/core';
import { TranslocoTestingModule } from '@jsverse/transloco';
import { byokTexts as en } from '../en/index.js';
import { byokTexts as ru } from '../ru/index.js';

/** The package's own words, at hand at once. */
export function provideTranslations(language: 'ru' | 'en' = 'ru'): EnvironmentProviders {
  return importProvidersFrom(
    TranslocoTestingModule.forRoot({
      langs: { ru: { vault: ru }, en: { vault: en } },
      translocoConfig: { availableLangs: ['ru', 'en'], defaultLang: language, reRenderOnLangChange: true },
      preloadLangs: true,
    }),
  );
}
