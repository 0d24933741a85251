import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { catchError, concatMap, finalize, from, of, race, switchMap, tap, throwError, timer, type Observable } from 'rxjs';
import type { AccountView, Preferences } from '#contracts';
import { AccountApi, type Credentials, type Registration } from '../api/account.api.js';
import { ApiError } from '../http/api-error.js';
import { AccountTabs } from './account-tabs.service.js';
import { BelievedAccount } from './believed-account.service.js';
import { forgetBrowserData } from './forget-browser-data.js';
import { LOAD_PAGE } from './load-page.js';
import type { SignOutHook } from './sign-out-hooks.js';

/** How long signing out waits for what is being forgotten, in milliseconds. */
const FORGETTING_MS = 2_000;

/** Who is signed in. The cookies are out of reach of scripts; this only knows what the server says of them. */
@Injectable({ providedIn: 'root' })
export class SessionService {
  private readonly api = inject(AccountApi);
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly loadPage = inject(LOAD_PAGE);
  private readonly believed = inject(BelievedAccount);
  private readonly tabs = inject(AccountTabs);
  private readonly current = signal<AccountView | null>(null);
  private readonly hooks = new Set<SignOutHook>();
  readonly account = this.current.asReadonly();
  readonly isAdmin = computed(() => this.current()?.role === 'admin');

  /**
   * The account of the cookie, asked once per page; null when nobody is signed in, which needs no question
   * when the XSRF cookie is missing, since it lives as long as a session. Fails when the server can't be asked.
   */
  restore(): Observable<AccountView | null> {
    const known = this.current();
    if (known || this.xsrf.getToken() === null) return of(known);
    return this.remember(this.api.me()).pipe(
      catchError((error: unknown) =>
        error instanceof ApiError && error.code === 'unauthenticated' ? of(null) : throwError(() => error),
      ),
    );
  }

  signIn(credentials: Credentials): Observable<AccountView> {
    return this.enter(this.api.signIn(credentials));
  }

  register(credentials: Registration): Observable<AccountView> {
    return this.enter(this.api.register(credentials));
  }

  savePreferences(change: Partial<Preferences>): Observable<AccountView> {
    return this.remember(this.api.savePreferences(change));
  }

  addSignOutHooks(hooks: readonly SignOutHook[]): void {
    hooks.forEach((hook) => this.hooks.add(hook));
  }

  /** Forgets what belongs to the person and lives in memory, such as open vault keys. */
  forget(): Observable<unknown> {
    const unfinished = [...this.hooks].map((hook): unknown => hook()).filter((result) => result instanceof Promise);
    // The page goes with what it was doing: what the hooks delete has to be gone by then.
    return unfinished.length === 0 ? of(null) : race(from(Promise.allSettled(unfinished)), timer(FORGETTING_MS));
  }

  /** Ends the session and loads the sign-in page anew, so that nothing of the person stays in memory or storage. */
  signOut(): Observable<unknown> {
    const forgotten = this.forget();
    return this.api.signOut().pipe(
      catchError(() => of(null)),
      switchMap(() => forgotten),
      finalize(() => this.leave('/sign-in')),
    );
  }

  /**
   * Deletes the account for good, and loads the sign-in page anew.
   * @param password proves that it is the owner's wish
   * @param cleanUp removes what this browser holds of the account; must not fail
   */
  deleteAccount(password: string, cleanUp: () => Observable<unknown>): Observable<unknown> {
    return this.api.deleteAccount(password).pipe(
      switchMap(() => this.forget()),
      concatMap(() => cleanUp()),
      tap(() => this.leave('/sign-in?reason=deleted')),
    );
  }

  private leave(path: string): void {
    this.tabs.announce(null);
    forgetBrowserData();
    this.loadPage(path);
  }

  private enter(account: Observable<AccountView>): Observable<AccountView> {
    return this.remember(account).pipe(
      tap(({ id }) => {
        forgetBrowserData(id);
        this.tabs.announce(id);
      }),
    );
  }

  private remember(account: Observable<AccountView>): Observable<AccountView> {
    return account.pipe(
      tap((view) => {
        const before = this.current();
        this.current.set(view);
        this.believed.id = view.id;
        // Someone else than the one whose session ran out: nothing on the page is theirs.
        if (before && before.id !== view.id) this.loadPage('/studio');
      }),
    );
  }
}
