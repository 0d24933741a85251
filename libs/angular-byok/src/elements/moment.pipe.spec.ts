import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { provideTranslations } from '../__support__/translations.js';
import { MomentPipe } from './moment.pipe.js';

function shown(language: 'ru' | 'en', moment: Date): string {
  TestBed.configureTestingModule({ providers: [provideTranslations(language)] });
  TestBed.inject(TranslocoService).setActiveLang(language);
  // Which kind of space stands before PM changes with the browser.
  return TestBed.runInInjectionContext(() => new MomentPipe()).transform(moment.toISOString()).replace(/\s/gu, ' ');
}

describe('MomentPipe', () => {
  it.each([
    ['en', [2026, 10, 5, 13, 0], 'November 5 at 1:00 PM'],
    ['en', [2026, 10, 5, 9, 5], 'November 5 at 9:05 AM'],
    ['ru', [2026, 10, 5, 13, 0], '5 ноября в 13:00'],
    ['ru', [2026, 10, 5, 9, 5], '5 ноября в 09:05'],
  ] as const)('writes the time as %s does', (language, [year, month, day, hour, minute], text) => {
    expect(shown(language, new Date(year, month, day, hour, minute))).toBe(text);
  });
});
