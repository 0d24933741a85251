import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Router, convertToParamMap, provideRouter, type ActivatedRouteSnapshot, type RouterStateSnapshot, UrlTree } from '@angular/router';
import { jest } from '@jest/globals';
import { NEVER, firstValueFrom, isObservable, of, throwError } from 'rxjs';
import type { AccountView } from '#contracts';
import { AccountApi } from '../api/account.api.js';
import { ApiError } from '../http/api-error.js';
import { adminOnly, signedInOnly, signedOutOnly } from './session.guards.js';
import { BelievedAccount } from './believed-account.service.js';
import { keepAccount } from './kept-account.js';
import { LOAD_PAGE } from './load-page.js';
import { SessionService } from './session.service.js';

const account: AccountView = {
  id: 'u-1',
  email: 'anna@example.com',
  plan: 'free',
  role: 'user',
  preferences: { strategy: 'global', provider: 'auto', fallback: 'on-error' },
};
const refused = new ApiError({ status: 401, code: 'unauthenticated', detail: '' });

const loadPage = jest.fn<(path: string) => void>();

function setUp(api: Partial<Record<keyof AccountApi, unknown>>, token: string | null = 'token') {
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      { provide: AccountApi, useValue: api },
      { provide: LOAD_PAGE, useValue: loadPage },
      { provide: HttpXsrfTokenExtractor, useValue: { getToken: () => token } },
    ],
  });
  return TestBed.inject(SessionService);
}

async function guarded(): Promise<string | true> {
  const outcome = TestBed.runInInjectionContext(() => signedInOnly({}, [], {} as never));
  const settled = isObservable(outcome) ? await firstValueFrom(outcome) : await outcome;
  return settled instanceof UrlTree ? settled.toString() : (settled as true);
}

beforeEach(() => localStorage.clear());

describe('SessionService', () => {
  it('asks for the account once', async () => {
    const me = jest.fn(() => of(account));
    const session = setUp({ me });
    expect(await firstValueFrom(session.restore())).toEqual(account);
    expect(await firstValueFrom(session.restore())).toEqual(account);
    expect(me).toHaveBeenCalledTimes(1);
  });

  it('does not ask when no session cookie can be there', async () => {
    const me = jest.fn(() => of(account));
    expect(await firstValueFrom(setUp({ me }, null).restore())).toBeNull();
    expect(me).not.toHaveBeenCalled();
  });

  it('knows nobody when the server says so, and fails when the server is away', async () => {
    expect(await firstValueFrom(setUp({ me: () => throwError(() => refused) }).restore())).toBeNull();
    TestBed.resetTestingModule();
    const offline = new ApiError({ status: 0, code: 'offline', detail: '' });
    await expect(firstValueFrom(setUp({ me: () => throwError(() => offline) }).restore())).rejects.toBe(offline);
  });

  it('goes on as who was here last while the server is away, and no longer once it says that the session is over', async () => {
    const offline = new ApiError({ status: 0, code: 'offline', detail: '' });
    await firstValueFrom(setUp({ me: () => of(account) }).restore());
    TestBed.resetTestingModule();
    const session = setUp({ me: () => throwError(() => offline) });
    expect(await firstValueFrom(session.restore())).toEqual(account);
    expect(TestBed.inject(BelievedAccount).id).toBe('u-1');
    TestBed.resetTestingModule();
    expect(await firstValueFrom(setUp({ me: () => throwError(() => offline) }, null).restore())).toBeNull();
    TestBed.resetTestingModule();
    expect(await firstValueFrom(setUp({ me: () => throwError(() => refused) }).restore())).toBeNull();
    expect(Object.keys(localStorage)).toEqual([]);
  });

  it('waits for a server that says nothing only as long as nobody is known', () => {
    jest.useFakeTimers();
    keepAccount(account);
    const seen: unknown[] = [];
    setUp({ me: () => NEVER }).restore().subscribe((who) => seen.push(who));
    jest.advanceTimersByTime(7_900);
    expect(seen).toEqual([]);
    jest.advanceTimersByTime(200);
    expect(seen).toEqual([account]);
    jest.useRealTimers();
  });

  it('signs out here at once, and on the server when it answers again', async () => {
    const offline = new ApiError({ status: 0, code: 'offline', detail: '' });
    keepAccount(account);
    setUp({ signOut: () => throwError(() => offline) }).signOut().subscribe();
    expect(loadPage).toHaveBeenLastCalledWith('/sign-in?reason=unfinished');
    expect(Object.keys(localStorage)).toEqual(['byok.sign-out']);
    TestBed.resetTestingModule();
    const me = jest.fn(() => of(account));
    const answers = [throwError(() => offline), of(null)];
    const session = setUp({ me, signOut: () => answers.shift() });
    expect(await firstValueFrom(session.restore())).toBeNull();
    expect(await firstValueFrom(session.restore())).toBeNull();
    expect([me.mock.calls, Object.keys(localStorage)]).toEqual([[], []]);
  });

  it('shows saved preferences at once', async () => {
    const saved = { ...account, preferences: { ...account.preferences, fallback: 'never' as const } };
    const session = setUp({ signIn: () => of(account), savePreferences: () => of(saved) });
    await firstValueFrom(session.signIn({ email: '', password: '' }));
    await firstValueFrom(session.savePreferences({ fallback: 'never' }));
    expect(session.account()?.preferences.fallback).toBe('never');
  });

  it('drops the page when someone else signs in after a session has run out', async () => {
    const accounts = [account, account, { ...account, id: 'u-2' }];
    const session = setUp({ signIn: () => of(accounts.shift()) });
    loadPage.mockClear();
    await firstValueFrom(session.signIn({ email: '', password: '' }));
    await firstValueFrom(session.signIn({ email: '', password: '' }));
    expect(loadPage).not.toHaveBeenCalled();
    await firstValueFrom(session.signIn({ email: '', password: '' }));
    expect(loadPage).toHaveBeenCalledWith('/studio');
  });

  it('runs the sign-out hooks before the session ends, and drop the page even when the server is away', () => {
    const order: string[] = [];
    const signOut = jest.fn(() => {
      order.push('server');
      return throwError(() => refused);
    });
    const session = setUp({ signOut });
    session.addSignOutHooks([() => order.push('vault')]);
    localStorage.setItem('byok.courses.u-1', '{}');
    localStorage.setItem('byok.theme', 'dark');
    sessionStorage.setItem('byok.draft.u-1.j.0', '{}');
    session.signOut().subscribe();
    expect(order).toEqual(['vault', 'server']);
    expect([Object.keys(localStorage), Object.keys(sessionStorage)]).toEqual([['byok.theme'], []]);
    expect(loadPage).toHaveBeenCalledWith('/sign-in');
  });
});

describe('the guards', () => {
  it('let someone signed in pass', async () => {
    setUp({ me: () => of(account) });
    expect(await guarded()).toBe(true);
  });

  it('lead to sign-in, and say when the server could not be asked', async () => {
    setUp({ me: () => throwError(() => refused) });
    expect(await guarded()).toBe('/sign-in');
    TestBed.resetTestingModule();
    setUp({ me: () => throwError(() => new ApiError({ status: 0, code: 'offline', detail: '' })) });
    expect(await guarded()).toBe('/sign-in?reason=offline');
  });

  it('lead somebody with a living session past sign-in, but not when it ran out or nobody can tell', async () => {
    const entering = (query: Record<string, string>) =>
      TestBed.runInInjectionContext(() => signedOutOnly({ queryParamMap: convertToParamMap(query) } as ActivatedRouteSnapshot, {} as RouterStateSnapshot));
    const outcome = async (query: Record<string, string>) => {
      const answer = entering(query);
      return String(isObservable(answer) ? await firstValueFrom(answer) : answer);
    };
    setUp({ me: () => of(account) });
    expect(await outcome({})).toBe('/studio');
    expect(await outcome({ returnUrl: '/courses' })).toBe('/courses');
    expect(await outcome({ returnUrl: 'https://elsewhere.example' })).toBe('/studio');
    expect(await outcome({ reason: 'expired' })).toBe('true');
    for (const me of [() => throwError(() => refused), () => throwError(() => new ApiError({ status: 0, code: 'offline', detail: '' }))]) {
      TestBed.resetTestingModule();
      setUp({ me });
      expect(await outcome({})).toBe('true');
    }
    TestBed.resetTestingModule();
    setUp({ me: () => of(account) }, null);
    expect(await outcome({})).toBe('true');
  });

  it('keep authors out of the administrator pages', async () => {
    const session = setUp({ signIn: () => of(account) });
    await firstValueFrom(session.signIn({ email: '', password: '' }));
    const outcome = TestBed.runInInjectionContext(() => adminOnly({} as never, {} as RouterStateSnapshot));
    expect(String(outcome)).toBe('/studio');
    expect(TestBed.inject(Router)).toBeDefined();
  });
});
