import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { catchError, concatMap, from, map, of, race, switchMap, tap, throwError, timeout, TimeoutError, timer, type Observable } from 'rxjs';
import type { AccountView, Preferences } from '#contracts';
import { AccountApi, type Credentials, type Registration } from '../api/account.api.js';
import { removeSetting, readSetting, writeSetting } from '../browser-settings.js';
import { ApiError } from '../http/api-error.js';
import { Connection, meansAway } from '../offline/connection.service.js';
import { AccountTabs } from './account-tabs.service.js';
import { BelievedAccount } from './believed-account.service.js';
import { forgetBrowserData } from './forget-browser-data.js';
import { dropKeptAccount, keepAccount, readKeptAccount } from './kept-account.js';
import { LOAD_PAGE } from './load-page.js';
import type { SignOutHook } from './sign-out-hooks.js';

/** How long signing out waits for what is being forgotten, in milliseconds. */
const FORGETTING_MS = 2_000;

/** Somebody signed out while the server was away: its session ends with the next call that reaches it. */
const UNFINISHED = 'byok.sign-out';

/** How long the page waits for the server when it knows who was here last, in milliseconds. */
const TIMEOUT_MS = 8_000;

const isAway = (error: unknown): boolean => error instanceof TimeoutError || (error instanceof ApiError && meansAway(error.status));

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

  constructor() {
    inject(Connection).returned.subscribe(() => {
      if (readSetting(UNFINISHED) !== null) this.finishSigningOut().subscribe();
      // Whose session ended meanwhile learns it from the page's own calls, in place.
      else if (this.current()) this.askAnew().subscribe({ error: () => undefined });
    });
  }

  /**
   * The account of the cookie, asked once per page; null when nobody is signed in, which needs no question
   * when the XSRF cookie is missing, since it lives as long as a session. While the server is away it is the account
   * that was here last, and without one this fails.
   */
  restore(): Observable<AccountView | null> {
    const known = this.current();
    if (known || this.xsrf.getToken() === null) return of(known);
    if (readSetting(UNFINISHED) !== null) return this.finishSigningOut();
    const kept = readKeptAccount();
    if (!kept) return this.askAnew();
    return this.askAnew().pipe(
      timeout(TIMEOUT_MS),
      catchError((error: unknown) => (isAway(error) ? this.remember(of(kept)) : throwError(() => error))),
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

  /**
   * Ends the session and loads the sign-in page anew, so that nothing of the person stays in memory or storage. While the
   * server is away it ends here alone, and there as soon as it answers.
   */
  signOut(): Observable<unknown> {
    const forgotten = this.forget();
    return this.api.signOut().pipe(
      map(() => true),
      catchError((error: unknown) => of(!isAway(error))),
      switchMap((isEnded) => forgotten.pipe(tap(() => this.leave(isEnded ? '/sign-in' : '/sign-in?reason=unfinished', isEnded)))),
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

  private leave(path: string, isEnded = true): void {
    this.tabs.announce(null);
    forgetBrowserData();
    if (!isEnded) writeSetting(UNFINISHED, 'unfinished');
    this.loadPage(path);
  }

  /** @returns null: whoever it was has left */
  private finishSigningOut(): Observable<null> {
    return this.api.signOut().pipe(
      map(() => true),
      catchError((error: unknown) => of(!isAway(error))),
      map((isEnded) => {
        if (isEnded) removeSetting(UNFINISHED);
        return null;
      }),
    );
  }

  private askAnew(): Observable<AccountView | null> {
    return this.remember(this.api.me()).pipe(
      catchError((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'unauthenticated') return throwError(() => error);
        dropKeptAccount();
        return of(null);
      }),
    );
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
        keepAccount(view);
        // Someone else than the one whose session ran out: nothing on the page is theirs.
        if (before && before.id !== view.id) this.loadPage('/studio');
      }),
    );
  }
}
