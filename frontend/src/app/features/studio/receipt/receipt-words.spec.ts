import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import type { AttemptRecord, Receipt } from '#contracts';
import { signal } from '@angular/core';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import type { TokenUsage } from '../../../shared/money/cost.js';
import { provideTranslations } from '../../../../testing/translations.js';
import { ATTEMPT_OUTCOMES } from './attempt-words.js';
import { FallbackNoticeComponent } from './fallback-notice.component.js';
import { fallbackStory } from './fallback-story.js';
import { ReceiptLineComponent } from './receipt-line.component.js';

const attempt = (source: 'byok' | 'platform', provider: AttemptRecord['provider'], outcome: AttemptRecord['outcome']) => ({
  source,
  provider,
  outcome,
});

const OWN: Receipt = { source: 'byok', provider: 'openai', model: 'gpt-6-luna', tier: 1, attempts: [attempt('byok', 'openai', 'ok')] };
const PLATFORM_AFTER_OWN: Receipt = {
  ...OWN,
  source: 'platform',
  attempts: [attempt('byok', 'openai', 'key_no_credit'), attempt('platform', 'openai', 'ok')],
  fallbackReason: 'key_no_credit',
};

const PRICING = { inputRubPerMillion: 20, outputRubPerMillion: 160 };
const catalogs = {
  catalog: signal({}),
  find: (_provider: string, model: string) => (model === 'gpt-6-luna' ? { provider: 'openai', model: { pricing: PRICING } } : undefined),
};

async function textOf(component: typeof ReceiptLineComponent | typeof FallbackNoticeComponent, receipt: Receipt, language: 'ru' | 'en', usage?: TokenUsage) {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [provideRouter([]), provideTranslations(language), { provide: CatalogStore, useValue: catalogs }, { provide: LanguageService, useValue: { language: signal(language) } }] });
  TestBed.inject(TranslocoService).setActiveLang(language);
  const fixture = TestBed.createComponent<ReceiptLineComponent | FallbackNoticeComponent>(component);
  fixture.componentRef.setInput('receipt', receipt);
  if (usage) fixture.componentRef.setInput('usage', usage);
  await fixture.whenStable();
  return ((fixture.nativeElement as HTMLElement).textContent ?? '').replace(/\s+/g, ' ').trim();
}

describe('the receipt line', () => {
  it('says whose key paid, and for which model', async () => {
    expect(await textOf(ReceiptLineComponent, OWN, 'ru')).toBe('Оплачено вашим ключом OpenAI · gpt-6-luna');
  });

  it('says so in English too, when the platform paid', async () => {
    const receipt: Receipt = { ...OWN, source: 'platform', attempts: [attempt('platform', 'openai', 'ok')] };
    expect(await textOf(ReceiptLineComponent, receipt, 'en')).toBe('Paid by the platform · gpt-6-luna');
  });

  it('says what the answer used and about what that costs at the catalog’s prices', async () => {
    const usage = { tokensIn: 12, tokensOut: 400 };
    // 12 × 20 and 400 × 160 roubles a million.
    expect(await textOf(ReceiptLineComponent, OWN, 'ru', usage)).toBe('Оплачено вашим ключом OpenAI · gpt-6-luna · 412 токенов · ≈ 0,06 ₽');
    expect(await textOf(ReceiptLineComponent, { ...OWN, model: 'unpriced' }, 'ru', usage)).toBe('Оплачено вашим ключом OpenAI · unpriced · 412 токенов · цена не известна');
  });

  it('lists every key that was tried when there was more than one', async () => {
    const text = await textOf(ReceiptLineComponent, PLATFORM_AFTER_OWN, 'ru');
    expect(text).toContain('Оплачено платформой · gpt-6-luna');
    expect(text).toContain('Ваш ключ OpenAI: на счёте у провайдера кончились деньги');
    expect(text).toContain('Ключ платформы для OpenAI: сработал');
  });
});

describe('the list of keys that were tried', () => {
  it.each(['ru', 'en'] as const)('is a sentence for every outcome in %s: small after the colon, the key named once', async (language) => {
    const attempts = [...ATTEMPT_OUTCOMES, 'tier_not_allowed' as const].map((outcome) => attempt('byok', 'openai', outcome));
    const receipt: Receipt = { ...OWN, attempts };
    TestBed.configureTestingModule({ providers: [provideRouter([]), provideTranslations(language), { provide: CatalogStore, useValue: catalogs }, { provide: LanguageService, useValue: { language: signal(language) } }] });
    TestBed.inject(TranslocoService).setActiveLang(language);
    const fixture = TestBed.createComponent(ReceiptLineComponent);
    fixture.componentRef.setInput('receipt', receipt);
    await fixture.whenStable();
    const items = [...(fixture.nativeElement as HTMLElement).querySelectorAll('li')].map((item) => (item.textContent ?? '').replace(/\s+/g, ' ').trim());
    expect(items).toHaveLength(attempts.length);
    const sentence = language === 'ru' ? /^Ваш ключ OpenAI: [а-яё](?!.*ключ).*[^.]$/ : /^Your OpenAI key: [a-z](?!.*\bkey\b).*[^.]$/;
    for (const item of items) expect(item).toMatch(sentence);
    expect(new Set(items).size).toBe(attempts.length);
  });
});

describe('the fallback notice', () => {
  it('says why the platform paid, what to do about the key, and where', async () => {
    expect(await textOf(FallbackNoticeComponent, PLATFORM_AFTER_OWN, 'ru')).toBe(
      'Ваш ключ OpenAI не сработал: на счёте у провайдера кончились деньги. За этот ответ заплатила платформа. ' +
        'Пополните баланс у провайдера, и ключ снова заработает. Пополнить у OpenAI К ключам ИИ',
    );
  });

  it('is silent without a fallback', async () => {
    expect(await textOf(FallbackNoticeComponent, OWN, 'ru')).toBe('');
  });
});

describe('fallbackStory', () => {
  it('tells another own key from the platform', () => {
    const receipt: Receipt = {
      source: 'byok',
      provider: 'gemini',
      model: 'gemini-3.5-flash-lite',
      tier: 1,
      attempts: [attempt('byok', 'openai', 'provider_unavailable'), attempt('byok', 'gemini', 'ok')],
      fallbackReason: 'provider_unavailable',
    };
    expect(fallbackStory(receipt)).toEqual({
      words: 'toOwn',
      provider: 'openai',
      served: 'gemini',
      reason: 'provider_unavailable',
      aboutOwnKey: true,
    });
  });

  it('says that the replacement failed too', () => {
    const attempts = [attempt('byok', 'openai', 'key_invalid'), attempt('platform', 'openai', 'provider_timeout')];
    expect(fallbackStory({ ...OWN, source: 'platform', attempts, fallbackReason: 'key_invalid' })).toMatchObject({
      words: 'failedToo',
      reason: 'key_invalid',
    });
  });

  it('does not blame the person for a platform key', () => {
    const attempts = [attempt('platform', 'openai', 'provider_overloaded'), attempt('platform', 'gemini', 'ok')];
    const receipt: Receipt = { ...OWN, source: 'platform', provider: 'gemini', attempts, fallbackReason: 'provider_overloaded' };
    expect(fallbackStory(receipt)).toMatchObject({ words: 'between', provider: 'openai', served: 'gemini', aboutOwnKey: false });
  });
});
