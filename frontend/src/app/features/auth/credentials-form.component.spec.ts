import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { provideTranslations } from '../../../testing/translations.js';
import type { Credentials } from '../../core/api/account.api.js';
import { ApiError } from '../../core/http/api-error.js';
import { CredentialsFormComponent } from './credentials-form.component.js';

beforeEach(() => localStorage.setItem('byok.language', 'ru'));

async function render(mode: 'signIn' | 'register') {
  TestBed.configureTestingModule({ providers: [provideRouter([]), provideTranslations('ru')] });
  const fixture = TestBed.createComponent(CredentialsFormComponent);
  fixture.componentRef.setInput('mode', mode);
  const sent: Credentials[] = [];
  fixture.componentInstance.submitted.subscribe((credentials) => sent.push(credentials));
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const input = (name: string): HTMLInputElement => element.querySelector(`input[name=${name}]`) as HTMLInputElement;
  const fill = (name: string, value: string): void => {
    input(name).value = value;
    input(name).dispatchEvent(new Event('input'));
  };
  const submit = async (): Promise<void> => {
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };
  const errors = (): string[] => [...element.querySelectorAll('mat-error')].map((node) => node.textContent?.trim() ?? '');
  return { fixture, element, input, fill, submit, errors, sent };
}

describe('the credentials form', () => {
  it('tells password managers which password it wants', async () => {
    const { input } = await render('signIn');
    expect(input('email').getAttribute('autocomplete')).toBe('username');
    expect(input('password').getAttribute('autocomplete')).toBe('current-password');
    TestBed.resetTestingModule();
    expect((await render('register')).input('password').getAttribute('autocomplete')).toBe('new-password');
  });

  it('accepts any password for signing in, trimmed address only', async () => {
    const { fill, submit, sent } = await render('signIn');
    fill('email', ' anna@example.com ');
    fill('password', ' short ');
    await submit();
    expect(sent).toEqual([{ email: 'anna@example.com', password: ' short ' }]);
  });

  it('counts what is missing from a new password', async () => {
    const { fill, submit, errors, sent } = await render('register');
    fill('email', 'anna@example.com');
    fill('password', '12345');
    await submit();
    expect(errors()).toEqual(['Нужно ещё 7 символов']);
    fill('password', '12345678901');
    await submit();
    expect(errors()).toEqual(['Нужно ещё 1 символ']);
    fill('password', '123456789012');
    await submit();
    expect(sent).toHaveLength(1);
  });

  it('shows what the server says of a field at that field, until it is changed', async () => {
    const { fixture, fill, submit, errors, element } = await render('register');
    fill('email', 'anna@example.com');
    fill('password', '123456789012');
    await submit();
    const error = new ApiError({
      status: 400,
      code: 'invalid_input',
      detail: '',
      errors: [{ field: 'email', message: 'must be an address that can receive mail' }],
    });
    fixture.componentRef.setInput('error', error);
    await fixture.whenStable();
    expect(errors()).toEqual(['must be an address that can receive mail']);
    expect(element.querySelector('byok-error-notice')).toBeNull();
    fill('email', 'anna@example.org');
    await fixture.whenStable();
    expect(errors()).toEqual([]);
  });

  it('shows the password on request', async () => {
    const { fixture, element, input } = await render('signIn');
    const button = element.querySelector('byok-password-field button') as HTMLButtonElement;
    expect(button.getAttribute('aria-label')).toBe('Показать пароль');
    button.click();
    await fixture.whenStable();
    expect(input('password').type).toBe('text');
    expect(button.getAttribute('aria-label')).toBe('Скрыть пароль');
  });
});
