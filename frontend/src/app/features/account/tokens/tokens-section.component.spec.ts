import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import type { CatalogView, TokenView } from '#contracts';
import { provideTranslations } from '../../../../testing/translations.js';
import { AccountApi, type NewToken } from '../../../core/api/account.api.js';
import { CatalogApi } from '../../../core/api/catalog.api.js';
import { SessionService } from '../../../core/session/session.service.js';
import { TokensSectionComponent } from './tokens-section.component.js';

const pricing = { inputRubPerMillion: 1, outputRubPerMillion: 1 };
const model = (id: string, allowed: boolean) => ({ id, allowed, tier: 0 as const, contextTokens: 1, abilities: [], pricing });
const catalog: CatalogView = {
  plan: 'free',
  maxTier: 1,
  providers: [{ id: 'openai', name: 'OpenAI', keyUrl: '', keyHint: '', models: [model('gpt-6-luna', true), model('o9', false)] }],
};
const old: TokenView = {
  id: '1',
  name: 'old',
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: '2099-01-01T00:00:00Z',
  lastUsedAt: null,
  scopes: ['calls', 'account'],
  models: ['gpt-6-luna'],
  rubPerDay: 12.5,
};

async function render(isAdmin: boolean) {
  localStorage.setItem('byok.language', 'en');
  const made: NewToken[] = [];
  const api = {
    tokens: () => of([old]),
    createToken: (token: NewToken) => {
      made.push(token);
      return of({ id: '2', name: token.name, token: 'byok_pat_x', expiresAt: old.expiresAt, scopes: token.scopes });
    },
  };
  TestBed.configureTestingModule({
    providers: [
      provideTranslations('en'),
      { provide: AccountApi, useValue: api },
      { provide: CatalogApi, useValue: { catalog: () => of(catalog) } },
      { provide: SessionService, useValue: { isAdmin: signal(isAdmin) } },
    ],
  });
  const fixture = TestBed.createComponent(TokensSectionComponent);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const open = async (index: number): Promise<HTMLElement[]> => {
    element.querySelectorAll<HTMLElement>('mat-select')[index]?.click();
    await fixture.whenStable();
    const panels = [...document.querySelectorAll('[role=listbox]')];
    return [...(panels.at(-1)?.querySelectorAll<HTMLElement>('mat-option') ?? [])];
  };
  const submit = async (name: string): Promise<void> => {
    const input = element.querySelector('input') as HTMLInputElement;
    input.value = name;
    input.dispatchEvent(new Event('input'));
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };
  return { element, open, close, submit, made };
}

describe('tokens for programs', () => {
  it('show what each may do', async () => {
    const { element } = await render(false);
    const row = element.querySelector('li')?.textContent?.replace(/\s+/g, ' ');
    expect(row).toContain('Calls, Account');
    expect(row).toContain('gpt-6-luna');
    expect(row).toContain('at most ₽12.50 a day');
  });

  it('are made for calls of all models, unless something else is chosen', async () => {
    const { submit, made } = await render(false);
    await submit('script');
    expect(made).toEqual([{ name: 'script', expiresInDays: 90, scopes: ['calls'] }]);
  });

  it('take the chosen scopes and, of the plan, the chosen models', async () => {
    const { open, submit, made } = await render(false);
    const scopes = await open(1);
    expect(scopes.map((option) => option.textContent?.trim().split(':')[0])).toEqual(['Calls', 'Account']);
    scopes[1]?.click();
    const models = await open(2);
    expect(models.map((option) => option.textContent?.trim())).toEqual(['gpt-6-luna']);
    models[0]?.click();
    await submit('script');
    expect(made).toEqual([{ name: 'script', expiresInDays: 90, scopes: ['calls', 'account'], models: ['gpt-6-luna'] }]);
  });

  it('take a limit of roubles a day, and nothing that is none', async () => {
    const { element, submit, made } = await render(false);
    const limit = element.querySelector<HTMLInputElement>('input[inputmode=decimal]') as HTMLInputElement;
    const type = (value: string) => {
      limit.value = value;
      limit.dispatchEvent(new Event('input'));
    };
    type('ten');
    await submit('script');
    expect(made).toEqual([]);
    type('0,50');
    await submit('script');
    expect(made).toEqual([{ name: 'script', expiresInDays: 90, scopes: ['calls'], rubPerDay: 0.5 }]);
  });

  it('offer administration to administrators', async () => {
    const { open } = await render(true);
    expect(await open(1)).toHaveLength(3);
  });
});
