import { HttpErrorResponse } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { Subject } from 'rxjs';
import { DEFAULT_PREFERENCES } from '#contracts';
import { provideTranslations } from '../__support__/translations.js';
import { BYOK_KEYS_PAGE, BYOK_SAVE_PREFERENCES, BYOK_USER, type ByokKeysPage, type ByokUser, type FallbackPreferences } from '../byok.options.js';
import { FallbackChoiceComponent } from './fallback-choice.component.js';

@Component({ selector: 'byok-hosts-notice', template: `<p role="alert">{{ error() }}</p>`, changeDetection: ChangeDetectionStrategy.OnPush })
class HostsNotice {
  readonly error = input<unknown>();
}

async function render(said: Partial<ByokUser> = {}, page: ByokKeysPage = {}) {
  const user = signal<ByokUser>({ id: 'anna', ...DEFAULT_PREFERENCES, pauseAfterKeyFailure: false, ...said });
  const answer = new Subject<void>();
  const savePreferences = jest.fn((change: Partial<FallbackPreferences>) => {
    answer.subscribe({ next: () => user.update((known) => ({ ...known, ...change })), error: () => undefined });
    return answer;
  });
  TestBed.configureTestingModule({
    providers: [provideTranslations('ru'), { provide: BYOK_USER, useValue: user }, { provide: BYOK_SAVE_PREFERENCES, useValue: savePreferences }, { provide: BYOK_KEYS_PAGE, useValue: page }],
  });
  const fixture = TestBed.createComponent(FallbackChoiceComponent);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const radios = (): HTMLInputElement[] => [...element.querySelectorAll<HTMLInputElement>('input[type=radio]')];
  return { fixture, element, radios, savePreferences, answer };
}

describe('the fallback choice', () => {
  it('says who pays in each case', async () => {
    const { element } = await render();
    expect(element.textContent).toContain('Платите только вы.');
    expect(element.textContent).toContain('платит платформа');
  });

  it('saves a choice at once', async () => {
    const { fixture, radios, savePreferences, answer } = await render();
    expect(radios().map(({ checked }) => checked)).toEqual([false, false, true]);
    radios()[0]?.click();
    await fixture.whenStable();
    expect(savePreferences).toHaveBeenCalledWith({ fallback: 'never' });
    answer.next();
    await fixture.whenStable();
    expect(radios().map(({ checked }) => checked)).toEqual([true, false, false]);
  });

  it('goes back and says why when saving fails', async () => {
    const { fixture, element, radios, answer } = await render();
    radios()[0]?.click();
    await fixture.whenStable();
    answer.error(new HttpErrorResponse({ status: 503, error: { detail: 'Try again later.' } }));
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toMatch(/сервер не ответил или отказал.*Try again later\./);
    expect(radios().map(({ checked }) => checked)).toEqual([false, false, true]);
  });

  it('keeps the platform from stepping in unseen, where it may step in at all', async () => {
    const { fixture, element, savePreferences, answer, radios } = await render();
    const pause = (): HTMLInputElement | null => element.querySelector('input[type=checkbox]');
    expect(pause()?.checked).toBe(false);
    pause()?.click();
    await fixture.whenStable();
    expect(savePreferences).toHaveBeenCalledWith({ pauseAfterKeyFailure: true });
    answer.next();
    await fixture.whenStable();
    expect(pause()?.checked).toBe(true);
    radios()[0]?.click();
    await fixture.whenStable();
    expect(pause()).toBeNull();
  });

  it('leaves it to the host’s own component to say why', async () => {
    const { fixture, element, radios, answer } = await render({}, { problem: () => Promise.resolve(HostsNotice) });
    radios()[0]?.click();
    answer.error('Offline.');
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toBe('Offline.');
  });

  it('asks nothing about waiting where the host has no such choice', async () => {
    const { element } = await render({ pauseAfterKeyFailure: undefined });
    expect(element.querySelector('input[type=checkbox]')).toBeNull();
  });
});
