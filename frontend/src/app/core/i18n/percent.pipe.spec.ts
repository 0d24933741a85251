import { TestBed } from '@angular/core/testing';
import { LanguageService } from './language.service.js';
import { PercentPipe } from './percent.pipe.js';

describe('PercentPipe', () => {
  it.each([
    ['en', 40, '40%'],
    ['en', 0, '0%'],
    ['ru', 40, '40 %'],
    ['ru', 100, '100 %'],
  ] as const)('writes a share as %s does', (language, percent, text) => {
    TestBed.configureTestingModule({ providers: [{ provide: LanguageService, useValue: { language: () => language } }] });
    const pipe = TestBed.runInInjectionContext(() => new PercentPipe());
    expect(pipe.transform(percent).replace(/\s/u, ' ')).toBe(text);
  });
});
