import { inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { distinctUntilChanged, filter, map } from 'rxjs';
import { VaultFacade, type VaultStatus } from '#angular-byok';
import { VAULT_COOKIE } from '#contracts';
import { shareSetting } from '../core/browser-settings.js';

const KNOWN: readonly VaultStatus[] = ['locked', 'unlocked'];

/** Tells the server that this browser has a vault, for the page that it sends before any script has come. In an injection context. */
export function shareWhetherThereIsAVault(): void {
  inject(VaultFacade)
    .state$.pipe(
      map(({ status }) => KNOWN.includes(status)),
      distinctUntilChanged(),
      filter((exists) => exists),
      takeUntilDestroyed(),
    )
    .subscribe(() => shareSetting(VAULT_COOKIE, '1'));
}
