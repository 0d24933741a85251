import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { of, throwError, type Observable } from 'rxjs';
import { provideTranslations } from '../../../../testing/translations.js';
import { AccountApi } from '../../../core/api/account.api.js';
import { ApiError } from '../../../core/http/api-error.js';
import { PasswordSectionComponent } from './password-section.component.js';

const wrong = new ApiError({ status: 403, code: 'forbidden', detail: '', errors: [{ field: 'current', message: 'is not the password of your account' }] });

async function render(answer: () => Observable<unknown>) {
  localStorage.setItem('byok.language', 'ru');
  const sent: unknown[][] = [];
  const api = {
    changePassword: (...parts: unknown[]) => {
      sent.push(parts);
      return answer();
    },
  };
  TestBed.configureTestingModule({ providers: [provideRouter([]), provideTranslations('ru'), { provide: AccountApi, useValue: api }] });
  const fixture = TestBed.createComponent(PasswordSectionComponent);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const field = (name: string) => element.querySelector(`input[name=${name}]`) as HTMLInputElement;
  const submit = async (current: string, next: string): Promise<void> => {
    for (const [name, value] of [['current-password', current], ['new-password', next]] as const) {
      field(name).value = value;
      field(name).dispatchEvent(new Event('input'));
    }
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };
  return { element, field, submit, sent };
}

describe('changing the account’s password', () => {
  it('sends both, empties the fields, and says what follows', async () => {
    const { element, field, submit, sent } = await render(() => of(null));
    await submit('the password so far', 'another long password');
    expect(sent).toEqual([['the password so far', 'another long password', false]]);
    expect([field('current-password').value, field('new-password').value]).toEqual(['', '']);
    expect(element.querySelector('[role=status]')?.textContent).toContain('Пароль изменён');
  });

  it('says which password is wrong, and keeps what was typed', async () => {
    const { element, field, submit } = await render(() => throwError(() => wrong));
    await submit('not the password', 'another long password');
    expect(element.querySelector('mat-error')?.textContent).toContain('Это не пароль вашего аккаунта');
    expect(field('new-password').value).toBe('another long password');
    expect(element.querySelector('byok-error-notice')).toBeNull();
  });

  it('asks nobody while the new one is too short', async () => {
    const { element, submit, sent } = await render(() => of(null));
    await submit('the password so far', 'short');
    expect(sent).toEqual([]);
    expect(element.querySelector('mat-error')?.textContent).toContain('Нужно ещё 7 символов');
  });
});
