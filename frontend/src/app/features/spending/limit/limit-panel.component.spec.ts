import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import type { SpendingLimitView } from '#contracts';
import { provideTranslations } from '../../../../testing/translations.js';
import { SpendingApi, type OwnLimit } from '../../../core/api/spending.api.js';
import { LimitPanelComponent } from './limit-panel.component.js';

const state = (change: Partial<SpendingLimitView>): SpendingLimitView => ({ rubPerDay: null, rubPerMonth: null, spentToday: 0, spentThisMonth: 0, remaining: null, alerts: [], ...change });

async function render(first: SpendingLimitView) {
  localStorage.setItem('byok.language', 'en');
  const sent: OwnLimit[] = [];
  const setLimit = (limit: OwnLimit) => {
    sent.push(limit);
    return of({ ...first, ...limit });
  };
  TestBed.configureTestingModule({ providers: [provideTranslations('en'), { provide: SpendingApi, useValue: { limit: () => of(first), setLimit } }] });
  const fixture = TestBed.createComponent(LimitPanelComponent);
  let saved = 0;
  fixture.componentInstance.saved.subscribe(() => (saved += 1));
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const inputs = () => [...element.querySelectorAll('input')];
  const submit = async (...values: readonly string[]) => {
    for (const [index, input] of inputs().entries()) {
      input.value = values[index] ?? '';
      input.dispatchEvent(new Event('input'));
    }
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };
  const bars = () => [...element.querySelectorAll('byok-spending-bar')].map((bar) => bar.textContent?.replace(/\s+/g, ' ').trim());
  return { element, inputs, submit, bars, sent, saved: () => saved };
}

describe('the panel of the own limit', () => {
  it('says what is spent, and when half, three quarters and all of it are', async () => {
    expect((await render(state({ spentToday: 1.5 }))).bars()).toEqual(['Today₽1.50, no limit', 'This month₽0, no limit']);
    const shares = [
      [49, ''],
      [50, 'Half of it is spent'],
      [99.6, 'Three quarters are spent'],
      [101, 'The limit is used up'],
    ] as const;
    for (const [spentToday, words] of shares) {
      TestBed.resetTestingModule();
      const { bars, element } = await render(state({ rubPerDay: 100, spentToday, spentThisMonth: spentToday }));
      expect(bars()[0]).toBe(`Today₽${Number.isInteger(spentToday) ? spentToday : '99.60'} of ₽100${words}`);
      expect(element.querySelector('[role=meter]')?.getAttribute('aria-valuenow')).toBe(String(Math.min(100, Math.floor(spentToday))));
    }
  });

  it('sets both, takes one away, and tells who waits for it', async () => {
    const { inputs, submit, bars, sent, saved } = await render(state({ rubPerDay: 10.5, rubPerMonth: 100 }));
    expect(inputs().map(({ value }) => value)).toEqual(['10.5', '100']);
    await submit('20,25', ' ');
    expect([sent, saved()]).toEqual([[{ rubPerDay: 20.25, rubPerMonth: null }], 1]);
    expect(bars()[0]).toContain('of ₽20.25');
  });

  it('sends nothing that is no amount', async () => {
    const { element, submit, sent, saved } = await render(state({}));
    await submit('-5', '1.234');
    expect([sent, saved()]).toEqual([[], 0]);
    expect(element.querySelectorAll('mat-error')).toHaveLength(2);
  });
});
