import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { catchError, finalize, of, tap, throwError, type Observable } from 'rxjs';
import type { AccountView, Preferences } from '#contracts';
import { AccountApi, type Credentials, type Registration } from '../api/account.api.js';
import { ApiError } from '../http/api-error.js';
import { BelievedAccount } from './believed-account.service.js';
import { LOAD_PAGE } from './load-page.js';
import type { SignOutHook } from './sign-out-hooks.js';

/** Who is signed in. The cookies are out of reach of scripts; this only knows what the server says of them. */
@Injectable({ providedIn: 'root' })
export class SessionService {
  private readonly api = inject(AccountApi);
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly loadPage = inject(LOAD_PAGE);
  private readonly believed = inject(BelievedAccount);
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
    return this.remember(this.api.signIn(credentials));
  }

  register(credentials: Registration): Observable<AccountView> {
    return this.remember(this.api.register(credentials));
  }

  savePreferences(change: Partial<Preferences>): Observable<AccountView> {
    return this.remember(this.api.savePreferences(change));
  }

  addSignOutHooks(hooks: readonly SignOutHook[]): void {
    hooks.forEach((hook) => this.hooks.add(hook));
  }

  /** Ends the session and loads the sign-in page anew, so that nothing of the person stays in memory. */
  signOut(): Observable<unknown> {
    this.hooks.forEach((hook) => hook());
    return this.api.signOut().pipe(
      catchError(() => of(null)),
      finalize(() => this.loadPage('/sign-in')),
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
