import { HttpXsrfTokenExtractor } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import {
  TitleStrategy,
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { provideByokHttpClient } from '#angular-byok/sealing';
import { routes } from './app.routes.js';
import { accountInterceptor } from './core/http/account.interceptor.js';
import { problemInterceptor } from './core/http/problem.interceptor.js';
import { sessionInterceptor } from './core/http/session.interceptor.js';
import { EitherXsrfTokenExtractor } from './core/http/xsrf-token-extractor.js';
import { DictionaryLoader } from './core/i18n/dictionary.loader.js';
import { LanguageService } from './core/i18n/language.service.js';
import { LANGUAGES } from './core/i18n/languages.js';
import { connectionInterceptor } from './core/offline/connection.interceptor.js';
import { AccountWatch } from './core/session/account-watch.service.js';
import { reportNavigationError } from './core/shell/navigation-problem.js';
import { TranslatedTitleStrategy } from './core/shell/title.strategy.js';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideByokHttpClient([problemInterceptor, accountInterceptor, sessionInterceptor, connectionInterceptor]),
    { provide: HttpXsrfTokenExtractor, useExisting: EitherXsrfTokenExtractor },
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      withNavigationErrorHandler(reportNavigationError),
    ),
    { provide: TitleStrategy, useExisting: TranslatedTitleStrategy },
    provideTransloco({
      config: {
        availableLangs: [...LANGUAGES],
        defaultLang: 'ru',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: DictionaryLoader,
    }),
    provideAppInitializer(() => inject(LanguageService).start()),
    provideAppInitializer(() => inject(AccountWatch).start()),
  ],
};
