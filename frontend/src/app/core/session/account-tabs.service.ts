import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { Subject } from 'rxjs';

/** Whether this tab's account is still the browser's. `foreign`: another one signed in; `left`: signed out elsewhere. */
export type TabStanding = 'current' | 'foreign' | 'left';

const CHANNEL = 'byok-account';

/**
 * One account per browser: what one tab does to the session, all others learn at once. A browser without
 * BroadcastChannel learns it from the server, which refuses calls for another account.
 */
@Injectable({ providedIn: 'root' })
export class AccountTabs {
  private readonly channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(CHANNEL) : undefined;
  private readonly standingNow = signal<TabStanding>('current');
  private readonly announced = new Subject<string | null>();
  readonly standing = this.standingNow.asReadonly();
  /** The account that another tab signed in, or null when it signed out. */
  readonly changes = this.announced.asObservable();

  constructor() {
    if (!this.channel) return;
    inject(DestroyRef).onDestroy(() => this.channel?.close());
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === null || typeof data === 'string') this.announced.next(data);
    };
  }

  /** Called by the tab that signed in (with the account's id) or out (null), once the server has answered. */
  announce(account: string | null): void {
    this.channel?.postMessage(account);
  }

  /** Takes the page's content away: nothing of one person is shown to another. Only loading the page anew ends this. */
  standAside(standing: Exclude<TabStanding, 'current'>): void {
    this.standingNow.set(standing);
  }
}
