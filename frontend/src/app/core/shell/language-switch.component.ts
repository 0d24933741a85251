import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { LanguageService } from '../i18n/language.service.js';
import { LANGUAGES, LANGUAGE_NAMES, type Language } from '../i18n/languages.js';

/** Two links rather than a menu: the pages before sign-in stay light. */
@Component({
  selector: 'byok-language-switch',
  template: `
    @for (language of languages; track language) {
      <button
        type="button"
        [lang]="language"
        [attr.aria-pressed]="language === active()"
        (click)="choose(language)"
      >
        {{ names[language] }}
      </button>
    }
  `,
  host: { class: 'byok-switch' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LanguageSwitchComponent {
  private readonly service = inject(LanguageService);
  protected readonly languages = LANGUAGES;
  protected readonly names = LANGUAGE_NAMES;
  protected readonly active = this.service.language;

  protected choose(language: Language): void {
    this.service.choose(language).subscribe();
  }
}
