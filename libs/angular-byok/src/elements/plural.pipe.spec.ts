import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { provideTranslations } from '../__support__/translations.js';
import { PluralPipe } from './plural.pipe.js';

function pipeIn(language: 'ru' | 'en'): PluralPipe {
  TestBed.configureTestingModule({ providers: [provideTranslations(language)] });
  TestBed.inject(TranslocoService).setActiveLang(language);
  return TestBed.runInInjectionContext(() => new PluralPipe());
}

describe('PluralPipe', () => {
  it.each([
    [1, '1 день'],
    [3, '3 дня'],
    [5, '5 дней'],
    [11, '11 дней'],
    [21, '21 день'],
    [90, '90 дней'],
    [365, '365 дней'],
  ])('counts %p in Russian as %p', (count, text) => {
    expect(pipeIn('ru').transform('vault.strength.duration.days', count)).toBe(text);
  });

  it('knows one and many in English', () => {
    const pipe = pipeIn('en');
    expect(pipe.transform('vault.strength.duration.days', 1)).toBe('1 day');
    expect(pipe.transform('vault.strength.duration.days', 30)).toBe('30 days');
  });
});
