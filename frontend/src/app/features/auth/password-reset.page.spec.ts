import { TestBed } from '@angular/core/testing';
import { ActivatedRoute, provideRouter } from '@angular/router';
import { of, throwError, type Observable } from 'rxjs';
import { provideTranslations } from '../../../testing/translations.js';
import { AccountApi } from '../../core/api/account.api.js';
import { ApiError } from '../../core/http/api-error.js';
import { PasswordResetPage } from './password-reset.page.js';
import { RegisterPage } from './register.page.js';
import { SessionService } from '../../core/session/session.service.js';

const FORBIDDEN = throwError(() => new ApiError({ status: 403, code: 'forbidden', detail: 'no' }));

async function render(page: typeof PasswordResetPage | typeof RegisterPage, fragment: string | null, answer: Observable<unknown> = of(null)) {
  localStorage.setItem('byok.language', 'en');
  const sent: unknown[] = [];
  const send = (...parameters: unknown[]) => {
    sent.push(parameters);
    return answer;
  };
  TestBed.configureTestingModule({
    providers: [
      provideRouter([{ path: '**', children: [] }]),
      provideTranslations('en'),
      { provide: ActivatedRoute, useValue: { snapshot: { fragment } } },
      { provide: AccountApi, useValue: { resetPassword: send } },
      { provide: SessionService, useValue: { register: send, account: () => null } },
    ],
  });
  const fixture = TestBed.createComponent<unknown>(page);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const submit = async (values: Record<string, string>): Promise<void> => {
    for (const [type, value] of Object.entries(values)) {
      const input = element.querySelector(`input[type=${type}]`) as HTMLInputElement;
      input.value = value;
      input.dispatchEvent(new Event('input'));
    }
    element.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await fixture.whenStable();
  };
  return { element, submit, sent };
}

describe('the page of a password reset', () => {
  it("sends the link's token and the new password, and leads to sign-in", async () => {
    const { element, submit, sent } = await render(PasswordResetPage, 'token=abc-_1');
    await submit({ password: 'short' });
    expect(sent).toEqual([]);
    await submit({ password: 'a long enough password' });
    expect(sent).toEqual([['abc-_1', 'a long enough password']]);
    expect(element.textContent).toContain('You can sign in with the new password now.');
    expect(element.querySelector('form')).toBeNull();
  });

  it('says that a link without a token is incomplete, and that a used one is refused', async () => {
    expect((await render(PasswordResetPage, null)).element.textContent).toContain('incomplete');
    TestBed.resetTestingModule();
    const { element, submit } = await render(PasswordResetPage, 'token=abc', FORBIDDEN);
    await submit({ password: 'a long enough password' });
    expect(element.textContent).toContain('This link does not work any more');
  });
});

describe('the page of a registration', () => {
  const typed = { email: 'anna@example.com', password: 'a long enough password' };

  it('sends the invitation that the link brought', async () => {
    const { element, submit, sent } = await render(RegisterPage, 'invite=abc-_1');
    expect(element.textContent).toContain('You are invited');
    await submit(typed);
    expect(sent).toEqual([[{ ...typed, invite: 'abc-_1' }]]);
  });

  it('goes without one, and says when one is needed', async () => {
    const { element, submit, sent } = await render(RegisterPage, null, FORBIDDEN);
    expect(element.textContent).not.toContain('You are invited');
    await submit(typed);
    expect(sent).toEqual([[typed]]);
    expect(element.textContent).toContain('needs an invitation');
  });
});
