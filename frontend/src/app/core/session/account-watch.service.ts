import { ApplicationRef, Injectable, inject } from '@angular/core';
import { Router } from '@angular/router';
import { AccountTabs } from './account-tabs.service.js';
import { BelievedAccount } from './believed-account.service.js';
import { forgetBrowserData } from './forget-browser-data.js';
import { LOAD_PAGE } from './load-page.js';
import { safeReturnUrl } from './return-url.js';
import { SessionService } from './session.service.js';

/** Pages for people who are not signed in, that lead on once they are. */
const ENTRANCES = ['/', '/sign-in', '/register'];

/** Has this tab follow what other tabs do to the session. Started with the application. */
@Injectable({ providedIn: 'root' })
export class AccountWatch {
  private readonly tabs = inject(AccountTabs);
  private readonly believed = inject(BelievedAccount);
  private readonly session = inject(SessionService);
  private readonly application = inject(ApplicationRef);
  private readonly router = inject(Router);
  private readonly loadPage = inject(LOAD_PAGE);

  start(): void {
    this.tabs.changes.subscribe((account) => this.follow(account));
  }

  private follow(account: string | null): void {
    if (account !== null && (this.believed.id ?? account) === account) return this.goOn();
    if (this.believed.id === undefined) return;
    this.session.forget();
    this.tabs.standAside(account === null ? 'left' : 'foreign');
    // Now, so that no page asks whether it may be left.
    this.application.tick();
    if (account !== null) return;
    forgetBrowserData();
    this.loadPage('/sign-in?reason=elsewhere');
  }

  /** Signed in elsewhere, as the account that this tab waits for: no need to sign in here. */
  private goOn(): void {
    const url = this.router.parseUrl(this.router.url);
    const path = this.router.url.split(/[?#]/, 1)[0] ?? '/';
    if (!ENTRANCES.includes(path)) return;
    const target = safeReturnUrl(url.queryParamMap.get('returnUrl'));
    if (this.believed.id === undefined) this.loadPage(target);
    else void this.router.navigateByUrl(target);
  }
}
