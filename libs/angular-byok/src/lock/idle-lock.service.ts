import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { filter, merge, tap } from 'rxjs';
import { CurrentVault } from '../vault/current-vault.service.js';
import { remainingTime } from './idle-lock.js';
import { PresenceWatcher, type Presence } from './presence-watcher.js';
import { VaultStateStore } from '../state/vault-state.store.js';

/** Locks the vault in time: tells it of the person's presence, and looks at its deadline. Listens while there is a vault. */
@Injectable()
export class IdleLock {
  private readonly current = inject(CurrentVault);

  constructor() {
    const state = inject(VaultStateStore);
    const looks$ = merge(
      inject(PresenceWatcher).presence$.pipe(
        tap((presence) => this.note(presence)),
        filter((presence) => presence === 'may-have-expired'),
      ),
      this.current.events$.pipe(filter(({ type }) => type === 'activity')),
      this.current.refreshed$,
    );
    remainingTime(this.current.vault$, looks$)
      .pipe(takeUntilDestroyed())
      .subscribe((remainingMs) => state.apply({ type: 'time', remainingMs, now: Date.now() }));
  }

  private note(presence: Presence): void {
    if (presence === 'interacted') this.current.vault?.touch();
    if (presence === 'left') this.current.leave();
    if (presence === 'returned') this.current.vault?.returnFromCache();
  }
}
