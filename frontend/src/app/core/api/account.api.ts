import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import type { AccountView, CreatedTokenView, Preferences, TokenScope, TokenView } from '#contracts';

/** Length of an account password in characters (contract, section 2). */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

export interface Credentials {
  email: string;
  password: string;
}

/** `invite`: the token of an invitation's link. */
export interface Registration extends Credentials {
  invite?: string;
}

/** `models` absent: all that the plan allows. */
export interface NewToken {
  name: string;
  expiresInDays: number;
  scopes: TokenScope[];
  models?: string[];
  /** What may be spent through it in a day, whoever pays; absent: no limit of its own. */
  rubPerDay?: number;
}

/** The account routes. Every call fails with ApiError. */
@Injectable({ providedIn: 'root' })
export class AccountApi {
  private readonly http = inject(HttpClient);

  me(): Observable<AccountView> {
    return this.http.get<AccountView>('/api/auth/me');
  }

  signIn(credentials: Credentials): Observable<AccountView> {
    return this.http.post<AccountView>('/api/auth/login', credentials);
  }

  register(credentials: Registration): Observable<AccountView> {
    return this.http.post<AccountView>('/api/auth/register', credentials);
  }

  /** @param token of the link that an administrator handed over */
  resetPassword(token: string, password: string): Observable<unknown> {
    return this.http.post('/api/auth/password-reset/confirm', { token, password });
  }

  /** Ends the other sessions. @param endTokens tokens for programs, too */
  changePassword(current: string, next: string, endTokens: boolean): Observable<unknown> {
    return this.http.post('/api/auth/password', { current, next, endTokens });
  }

  /** Everything of the account, as JSON. */
  export(): Observable<Blob> {
    return this.http.get('/api/me/export', { responseType: 'blob' });
  }

  deleteAccount(password: string): Observable<unknown> {
    return this.http.delete('/api/me', { body: { password } });
  }

  signOut(): Observable<unknown> {
    return this.http.post('/api/auth/logout', null);
  }

  savePreferences(change: Partial<Preferences>): Observable<AccountView> {
    return this.http.patch<AccountView>('/api/me/preferences', change);
  }

  tokens(): Observable<TokenView[]> {
    return this.http.get<TokenView[]>('/api/auth/tokens');
  }

  createToken(token: NewToken): Observable<CreatedTokenView> {
    return this.http.post<CreatedTokenView>('/api/auth/tokens', token);
  }

  deleteToken(id: string): Observable<unknown> {
    return this.http.delete(`/api/auth/tokens/${encodeURIComponent(id)}`);
  }
}
