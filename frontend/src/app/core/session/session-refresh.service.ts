import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { defer, finalize, from, shareReplay, type Observable } from 'rxjs';
import { XSRF_HEADER } from '#contracts';
import { readSetting, writeSetting } from '../browser-settings.js';
import { AccountTabs } from './account-tabs.service.js';
import { BelievedAccount } from './believed-account.service.js';

const LOCK = 'byok.session-refresh';
const RENEWED_AT = 'byok.session-renewed-at';

/**
 * Renews the session cookies, one call at a time: callers in this tab share it, and other tabs wait for it
 * (Web Locks where the browser has them), since the refresh cookie changes with every use and a used one
 * ends the session.
 */
@Injectable({ providedIn: 'root' })
export class SessionRefreshService {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly believed = inject(BelievedAccount);
  private readonly tabs = inject(AccountTabs);
  private running: Observable<boolean> | undefined;

  /**
   * @param failedAt Unix milliseconds at which the refused call was sent; a renewal after it is good enough.
   * @returns whether there is a session now. A failed connection counts as no.
   */
  refresh(failedAt: number): Observable<boolean> {
    this.running ??= defer(() => from(this.renewAlone(failedAt))).pipe(
      finalize(() => (this.running = undefined)),
      shareReplay(1),
    );
    return this.running;
  }

  private renewAlone(failedAt: number): Promise<boolean> {
    const renew = async (): Promise<boolean> => Number(readSetting(RENEWED_AT)) > failedAt || this.renew();
    return 'locks' in navigator ? navigator.locks.request(LOCK, renew) : renew();
  }

  private async renew(): Promise<boolean> {
    const token = this.xsrf.getToken();
    try {
      const response = await fetch('/api/auth/refresh', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { ...this.believed.headers(), ...(token === null ? {} : { [XSRF_HEADER]: token }) },
      });
      if (response.status === 409) this.tabs.standAside('foreign');
      if (response.ok) writeSetting(RENEWED_AT, String(Date.now()));
      return response.ok;
    } catch {
      return false;
    }
  }
}
