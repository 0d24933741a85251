import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import type { ReceiptView } from '#receipts';
import { provideTranslations } from '../../../../testing/translations.js';
import { ReceiptsApi } from '../../../core/api/receipts.api.js';
import { SessionService } from '../../../core/session/session.service.js';
import { ReceiptChainService, type ChainCheck } from './receipt-chain.service.js';
import { ReceiptsSectionComponent } from './receipts-section.component.js';

const receipt = (number: number | null, stated: object): ReceiptView => {
  const payload = { v: 1, id: `r${number}`, number, time: '2026-11-29T10:00:00Z', provider: 'openai', model: 'gpt-6-luna', credentialSource: 'byok', tokensIn: 10, tokensOut: 5, cost: 0.25, costReason: null, code: null, ...stated };
  return { id: payload.id, kid: 'k', signature: 's', payload: Buffer.from(JSON.stringify(payload)).toString('base64url') };
};

async function render(receipts: readonly ReceiptView[], check: Partial<ChainCheck> = {}) {
  localStorage.setItem('byok.language', 'en');
  const pages: (number | undefined)[] = [];
  const whole: boolean[] = [];
  const page = (_order: string, limit: number, after?: number) => {
    pages.push(after);
    return of(receipts.filter(({ id }) => after === undefined || Number(id.slice(1)) < after).slice(0, limit));
  };
  TestBed.configureTestingModule({
    providers: [
      provideTranslations('en'),
      { provide: ReceiptsApi, useValue: { page } },
      { provide: SessionService, useValue: { account: signal({ id: 'user-1' }) } },
      {
        provide: ReceiptChainService,
        useValue: {
          check: (_user: string, isWhole: boolean) => {
            whole.push(isWhole);
            return of({ checked: 1, last: undefined, problems: [], isWholePage: false, ...check });
          },
        },
      },
    ],
  });
  const fixture = TestBed.createComponent(ReceiptsSectionComponent);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const press = async (name: string) => {
    [...element.querySelectorAll('button')].find((button) => button.textContent?.trim() === name)?.click();
    await fixture.whenStable();
  };
  const lines = () => [...element.querySelectorAll('.lines li')].map((line) => line.textContent?.replace(/\s+/g, ' ').trim());
  return { element, press, lines, pages, whole };
}

describe('the section of receipts', () => {
  it('says what each call cost, or why nobody knows', async () => {
    const { lines } = await render([receipt(null, { cost: 'pending', tokensIn: null, tokensOut: null }), receipt(2, { cost: null, costReason: 'no_price', credentialSource: 'platform' }), receipt(1, { code: 'key_invalid' })]);
    expect(lines()).toEqual([
      expect.stringMatching(/^gpt-6-luna .+ your key still running$/),
      expect.stringMatching(/the platform’s key price not known ?15 tokens$/),
      expect.stringMatching(/your key · failed ₽0\.25 ?15 tokens$/),
    ]);
  });

  it('says that all is well up to the last receipt', async () => {
    const { element } = await render([receipt(7, {})], { last: { number: 7, hash: 'h' } });
    expect(element.querySelector('.verdict')?.textContent).toContain('7 receipts checked, all is well');
    expect(element.querySelector<HTMLAnchorElement>('a[href*="jsonl"]')?.hasAttribute('download')).toBe(true);
  });

  it('warns with the name of what is wrong', async () => {
    const { element } = await render([receipt(7, {})], { problems: [{ kind: 'unknown_head', index: undefined, number: 9, message: '' }] });
    expect(element.querySelector('.bad')?.textContent).toContain('A receipt that was checked here before is gone');
    expect(element.querySelector('.bad')?.textContent).toContain('receipt no. 9');
  });

  it('shows older ones, and checks from the start when asked', async () => {
    const many = Array.from({ length: 13 }, (_, index) => receipt(13 - index, {}));
    const { press, lines, pages, whole } = await render(many);
    expect(lines()).toHaveLength(5);
    await press('Show more');
    expect([lines().length, pages]).toEqual([10, [undefined, 9]]);
    await press('Check from the start');
    expect(whole).toEqual([false, true]);
  });

  it('says when there is none', async () => {
    const { element } = await render([]);
    expect(element.querySelector('.empty')?.textContent).toContain('No receipts yet');
  });
});
