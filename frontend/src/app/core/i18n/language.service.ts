import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { defer, of, switchMap, tap, type Observable } from 'rxjs';
import { LANGUAGE_COOKIE } from '#contracts';
import { readSetting, shareSetting, writeSetting } from '../browser-settings.js';
import { loadRest } from './dictionary.loader.js';
import { isLanguage, preferredLanguage, type Language } from './languages.js';

const SETTING = 'byok.language';

/** The language of the client: the browser's at first, the person's choice afterwards. */
@Injectable({ providedIn: 'root' })
export class LanguageService {
  private readonly transloco = inject(TranslocoService);
  private readonly document = inject(DOCUMENT);
  private readonly active = signal<Language>(this.initial());
  private readonly completed = new Set<Language>();
  private wantsRest = false;
  readonly language = this.active.asReadonly();

  /** Loads the dictionary before the first screen; call once at start. */
  start(): Observable<unknown> {
    if (isLanguage(readSetting(SETTING))) shareSetting(LANGUAGE_COOKIE, this.active());
    return this.show(this.active());
  }

  /** Completes the dictionary with the words of pages that are no first screen; from then on in each language that is chosen. */
  complete(): Observable<unknown> {
    this.wantsRest = true;
    return this.addRest(this.active());
  }

  /** Loads, shows and remembers a language. */
  choose(language: Language): Observable<unknown> {
    writeSetting(SETTING, language);
    shareSetting(LANGUAGE_COOKIE, language);
    return this.show(language);
  }

  private show(language: Language): Observable<unknown> {
    return this.transloco.load(language).pipe(
      switchMap(() => (this.wantsRest ? this.addRest(language) : of(null))),
      tap(() => {
        this.transloco.setActiveLang(language);
        this.active.set(language);
        this.document.documentElement.lang = language;
      }),
    );
  }

  private addRest(language: Language): Observable<unknown> {
    if (this.completed.has(language)) return of(null);
    return defer(() => loadRest(language)).pipe(
      tap((words) => {
        this.completed.add(language);
        this.transloco.setTranslation(words, language);
      }),
    );
  }

  private initial(): Language {
    const stored = readSetting(SETTING);
    const browser = this.document.defaultView?.navigator;
    return isLanguage(stored) ? stored : preferredLanguage(browser?.languages ?? []);
  }
}
