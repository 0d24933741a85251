import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideHttpClient } from '@angular/common/http';
import { MatSnackBar } from '@angular/material/snack-bar';
import { provideRouter } from '@angular/router';
import { jest } from '@jest/globals';
import { Subject } from 'rxjs';
import { DEFAULT_PREFERENCES, type CatalogProviderView, type Verdict } from '#contracts';
import { provideTranslations } from '../__support__/translations.js';
import { BYOK_KEY_TEST_URL, BYOK_SAVE_PREFERENCES, BYOK_USER } from '../byok.options.js';
import type { VaultEntry } from '../state/vault-entry.js';
import { StoredKeys } from '../vault/stored-keys.service.js';
import { VaultService } from '../vault/vault.service.js';
import { KeyCardComponent } from './key-card.component.js';
import { KeyTestService, type TestProblem } from './key-test.service.js';

const entry = (id: string, part: Partial<VaultEntry> = {}): VaultEntry => ({ id, provider: 'openai', damaged: false, tail: `…${id}`, ...part });
const tested = (id: string, verdict: Verdict, models: string[] = []): VaultEntry => entry(id, { check: { verdict, detail: '', models, missing: [], at: '2026-11-30T10:00:00.000Z' } });

const model = (id: string, allowed = true) => ({ id, tier: 0, allowed, contextTokens: 1, abilities: [], pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } });
const CATALOG = { id: 'openai', name: 'OpenAI', keyUrl: 'https://keys.example', keyHint: 'sk-…', models: [model('small'), model('large'), model('dear', false)] } as unknown as CatalogProviderView;

interface Given {
  readonly entries?: readonly VaultEntry[];
  readonly catalog?: CatalogProviderView;
  /** Whether the host keeps what a user chose for failed keys. */
  readonly asksFallback?: boolean;
}

async function render({ entries: stored = [], catalog, asksFallback = false }: Given = {}) {
  const entries = signal(stored);
  const undone = jest.fn(() => Promise.resolve());
  const keys = { delete: jest.fn((_id: string) => Promise.resolve(undone)), arrange: jest.fn((_ids: readonly string[]) => Promise.resolve()) };
  const tests = { test: jest.fn((_id: string) => Promise.resolve()), stop: jest.fn(), forgetProblem: jest.fn(), testing: signal<ReadonlySet<string>>(new Set()), problems: signal<ReadonlyMap<string, TestProblem>>(new Map()) };
  const action = new Subject<void>();
  const snackBar = { open: jest.fn((_message: string, _action: string) => ({ onAction: () => action })) };
  TestBed.configureTestingModule({
    providers: [
      provideTranslations('en'),
      provideRouter([]),
      provideHttpClient(),
      { provide: VaultService, useValue: { entries, policies: signal({}) } },
      { provide: StoredKeys, useValue: keys },
      { provide: KeyTestService, useValue: tests },
      { provide: MatSnackBar, useValue: snackBar },
      { provide: BYOK_KEY_TEST_URL, useValue: '/test' },
      { provide: BYOK_USER, useValue: signal({ id: 'anna', ...DEFAULT_PREFERENCES }) },
      { provide: BYOK_SAVE_PREFERENCES, useValue: asksFallback ? () => new Subject() : null },
    ],
  });
  const fixture = TestBed.createComponent(KeyCardComponent);
  fixture.componentRef.setInput('provider', 'openai');
  fixture.componentRef.setInput('catalog', catalog);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const press = async (label: string): Promise<void> => {
    const button = [...element.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent?.trim()) === label);
    if (button === undefined) throw new Error(`There is no button ${label}.`);
    button.click();
    await fixture.whenStable();
  };
  const text = () => element.textContent?.replaceAll(/\s+/g, ' ') ?? '';
  return { fixture, element, entries, keys, tests, snackBar, action, undone, press, text };
}

describe('the card of a provider', () => {
  it('asks for a first key, and says where to get one', async () => {
    const { element, press, text } = await render();
    expect(text()).not.toContain('Test');
    expect(element.querySelector<HTMLAnchorElement>('a')?.href).toMatch(/^https:\/\/platform\.openai\.com\//);
    await press('Add key for OpenAI');
    expect(element.querySelector('byok-key-form')).not.toBeNull();
    await press('Cancel');
    expect(element.querySelector('byok-key-form')).toBeNull();
    expect(document.activeElement).toBe(element.querySelector('h2'));
  });

  it('shows keys in their order, and never offers a fourth', async () => {
    const { element, entries, fixture, keys, press } = await render({ entries: [entry('a'), entry('b'), entry('x', { provider: 'gemini' })] });
    expect(element.querySelectorAll('byok-stored-key')).toHaveLength(2);
    await press('Move up: try the OpenAI no. 2 key earlier');
    expect(keys.arrange).toHaveBeenCalledWith(['b', 'a']);
    expect(element.querySelector('[aria-label="Add another key for OpenAI"]')).not.toBeNull();
    entries.set([entry('a'), entry('b'), entry('c')]);
    await fixture.whenStable();
    expect(element.querySelector('[aria-label="Add another key for OpenAI"]')).toBeNull();
  });

  it('tests a key by its id, and the whole card shows that it does', async () => {
    const { element, fixture, tests, press } = await render({ entries: [entry('a')] });
    await press('Test OpenAI key');
    expect(tests.test).toHaveBeenCalledWith('a');
    tests.testing.set(new Set(['a']));
    await fixture.whenStable();
    expect(element.querySelector('mat-progress-bar')).not.toBeNull();
    await press('Stop testing the OpenAI key');
    expect(tests.stop).toHaveBeenCalledWith('a');
  });

  it('deletes a key at once, and takes that back', async () => {
    const { keys, tests, snackBar, action, undone, press } = await render({ entries: [entry('a')] });
    await press('Delete OpenAI key');
    expect(keys.delete).toHaveBeenCalledWith('a');
    expect(tests.forgetProblem).toHaveBeenCalledWith('a');
    expect(snackBar.open.mock.calls[0]?.slice(0, 2)).toEqual(['OpenAI key deleted', 'Undo']);
    expect(undone).not.toHaveBeenCalled();
    action.next();
    expect(undone).toHaveBeenCalledTimes(1);
  });

  it('says why the vault did not do it', async () => {
    const { element, keys, snackBar, press } = await render({ entries: [entry('a')] });
    keys.delete.mockRejectedValue(Object.assign(new Error(), { name: 'VaultError', code: 'locked' }));
    await press('Delete OpenAI key');
    expect(element.querySelector('[role=alert]')?.textContent).toMatch(/locked/);
    expect(snackBar.open).not.toHaveBeenCalled();
  });

  it.each([
    ['untested', entry('a'), ['small', 'large']],
    ['that reaches one of them', tested('a', 'valid', ['small']), ['small']],
    ['that was refused', tested('a', 'invalid'), []],
  ] as const)('lists the models of the plan for a key %s', async (_what, stored, expected) => {
    const { element } = await render({ entries: [stored], catalog: CATALOG });
    expect([...element.querySelectorAll('.models li')].map((one) => one.textContent?.trim())).toEqual(expected);
  });

  it('asks who pays for a failed key only where the host keeps the answer', async () => {
    expect((await render({ entries: [entry('a')] })).element.querySelector('byok-provider-policy')).toBeNull();
    TestBed.resetTestingModule();
    expect((await render({ entries: [entry('a')], asksFallback: true })).element.querySelector('byok-provider-policy')).not.toBeNull();
  });

  it('speaks of a platform that pays only where one may', async () => {
    const two = [entry('a'), entry('b')];
    const alone = (await render({ entries: two })).text();
    expect(alone).toContain('when the first fails, the second follows.');
    expect(alone).not.toContain('platform');
    TestBed.resetTestingModule();
    expect((await render({ entries: two, asksFallback: true })).text()).toContain('and only then the platform');
  });
});
