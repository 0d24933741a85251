import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { provideTranslations } from '../../../testing/translations.js';
import { LanguageService } from './language.service.js';
import { preferredLanguage } from './languages.js';

describe('preferredLanguage', () => {
  it.each([
    [['ru-RU', 'en-US'], 'ru'],
    [['de-DE', 'ru'], 'ru'],
    [['en-GB'], 'en'],
    [['de-DE', 'fr'], 'en'],
    [[], 'en'],
  ] as const)('chooses from %p', (browser, language) => {
    expect(preferredLanguage(browser)).toBe(language);
  });
});

describe('LanguageService', () => {
  beforeEach(() => {
    localStorage.clear();
    TestBed.configureTestingModule({ providers: [provideTranslations()] });
  });

  it('names the chosen language on the document and remembers it', async () => {
    const service = TestBed.inject(LanguageService);
    await firstValueFrom(service.choose('ru'));
    expect(document.documentElement.lang).toBe('ru');
    await firstValueFrom(service.choose('en'));
    expect(document.documentElement.lang).toBe('en');
    expect(service.language()).toBe('en');
    expect(localStorage.getItem('byok.language')).toBe('en');
  });

  it('starts in the remembered language and ignores one that it does not speak', () => {
    localStorage.setItem('byok.language', 'ru');
    expect(TestBed.inject(LanguageService).language()).toBe('ru');
    TestBed.resetTestingModule();
    localStorage.setItem('byok.language', 'tlh');
    TestBed.configureTestingModule({ providers: [provideTranslations()] });
    expect(['ru', 'en']).toContain(TestBed.inject(LanguageService).language());
  });
});
