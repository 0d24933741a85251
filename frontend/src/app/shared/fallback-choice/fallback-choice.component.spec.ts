import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { jest } from '@jest/globals';
import { Subject } from 'rxjs';
import { DEFAULT_PREFERENCES, type AccountView, type Preferences } from '#contracts';
import { provideTranslations } from '../../../testing/translations.js';
import { ApiError } from '../../core/http/api-error.js';
import { SessionService } from '../../core/session/session.service.js';
import { FallbackChoiceComponent } from './fallback-choice.component.js';

async function render() {
  const account = signal({ preferences: { ...DEFAULT_PREFERENCES } } as AccountView);
  const answer = new Subject<AccountView>();
  const savePreferences = jest.fn((change: Partial<Preferences>) => {
    answer.subscribe({ next: () => account.update((view) => ({ ...view, preferences: { ...view.preferences, ...change } })), error: () => undefined });
    return answer;
  });
  TestBed.configureTestingModule({
    providers: [provideRouter([]), provideTranslations('ru'), { provide: SessionService, useValue: { account, savePreferences } }],
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
    answer.next({} as AccountView);
    await fixture.whenStable();
    expect(radios().map(({ checked }) => checked)).toEqual([true, false, false]);
  });

  it('goes back and says why when saving fails', async () => {
    const { fixture, element, radios, answer } = await render();
    radios()[0]?.click();
    await fixture.whenStable();
    answer.error(new ApiError({ status: 0, code: 'offline', detail: '' }));
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('Нет связи с сервером');
    expect(radios().map(({ checked }) => checked)).toEqual([false, false, true]);
  });

  it('keeps the platform from stepping in unseen, where it may step in at all', async () => {
    const { fixture, element, savePreferences, answer, radios } = await render();
    const pause = (): HTMLInputElement | null => element.querySelector('input[type=checkbox]');
    expect(pause()?.checked).toBe(false);
    pause()?.click();
    await fixture.whenStable();
    expect(savePreferences).toHaveBeenCalledWith({ pauseAfterKeyFailure: true });
    answer.next({} as AccountView);
    await fixture.whenStable();
    expect(pause()?.checked).toBe(true);
    radios()[0]?.click();
    await fixture.whenStable();
    expect(pause()).toBeNull();
  });
});
