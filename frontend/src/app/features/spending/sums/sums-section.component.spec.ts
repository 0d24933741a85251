import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { CatalogView, SpendingView, SpentLately } from '#contracts';
import { provideTranslations } from '../../../../testing/translations.js';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { SumsSectionComponent } from './sums-section.component.js';

const lately = (own: number, calls: number, unpriced: number): SpentLately => ({ today: { own, platform: 0, calls, unpriced }, month: { own, platform: 0, calls, unpriced } });
const spending: SpendingView = {
  ...lately(1.5, 3, 1),
  providers: [
    { provider: 'openai', ...lately(0, 1, 1) },
    { provider: 'gemini', ...lately(1.5, 1, 0) },
    { provider: 'anthropic', ...lately(0, 1, 0) },
  ],
  courses: [],
  tokens: [],
  platformLimit: { rubPerDay: 1, spentToday: 0, callsPerDay: 1, callsToday: 0 },
};

async function render(rubPerUsd: CatalogView['rubPerUsd']): Promise<HTMLElement> {
  localStorage.setItem('byok.language', 'en');
  const catalog = signal({ plan: 'free', maxTier: 1, providers: [], ...(rubPerUsd === undefined ? {} : { rubPerUsd }) } satisfies CatalogView);
  TestBed.configureTestingModule({ providers: [provideTranslations('en'), provideRouter([]), { provide: CatalogStore, useValue: { catalog } }] });
  const fixture = TestBed.createComponent(SumsSectionComponent);
  fixture.componentRef.setInput('spending', spending);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('what was spent', () => {
  it('is not called 0 where nobody knows the price', async () => {
    const element = await render(undefined);
    const lines = [...element.querySelectorAll('li')].map((line) => line.textContent?.replace(/\s+/g, ' ').trim());
    expect(lines).toEqual([expect.stringContaining('₽1.50'), expect.stringContaining('price not known'), expect.stringContaining('₽0')]);
    expect(lines[1]).not.toContain('₽');
  });

  it('says at which rate dollars became roubles, and of which day, where the catalog does', async () => {
    expect((await render({ rate: 80, date: '2026-11-22' })).textContent).toMatch(/₽80 a dollar, the rate of \S*\s*(22 November|November 22)\S* \S*2026/);
    TestBed.resetTestingModule();
    expect((await render(undefined)).textContent).not.toContain('dollar');
  });
});
