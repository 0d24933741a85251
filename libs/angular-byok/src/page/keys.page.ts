import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, signal, viewChild, viewChildren } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { ActivatedRoute, NavigationSkipped, Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, map } from 'rxjs';
import { BYOK_PROVIDERS, type ByokProviderId, type CatalogView } from '#contracts';
import { BYOK_CATALOG, BYOK_SAVE_PREFERENCES, BYOK_TURN } from '../byok.options.js';
import { KeyCardComponent } from '../card/key-card.component.js';
import { KEY_TESTS } from '../card/key-test.service.js';
import { FallbackChoiceComponent } from '../fallback/fallback-choice.component.js';
import { UnlockComponent } from '../unlock/unlock.component.js';
import { PasskeyService } from '../vault/passkey.service.js';
import { VaultService } from '../vault/vault.service.js';
import { CreateVaultComponent } from './create-vault.component.js';
import { LockedKeysComponent } from './locked-keys.component.js';
import { OtherRootComponent } from './other-root.component.js';
import { ResetVaultComponent } from './reset-vault.component.js';
import { RestoreVaultComponent } from './restore-vault.component.js';
import { VaultSettingsComponent } from './vault-settings.component.js';

/** The user's own provider keys: one page for making the vault, opening it, and minding the keys in it. */
@Component({
  selector: 'byok-keys-page',
  imports: [
    CreateVaultComponent,
    FallbackChoiceComponent,
    KeyCardComponent,
    LockedKeysComponent,
    MatButtonModule,
    NgTemplateOutlet,
    OtherRootComponent,
    ResetVaultComponent,
    RestoreVaultComponent,
    TranslocoDirective,
    UnlockComponent,
    VaultSettingsComponent,
  ],
  providers: [KEY_TESTS],
  templateUrl: './keys.page.html',
  styleUrl: './keys.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeysPage {
  private readonly vault = inject(VaultService);
  private readonly passkeys = inject(PasskeyService);
  private readonly catalogSource = inject(BYOK_CATALOG);
  /** Whether the form for a new vault may be built. */
  protected readonly turn = inject(BYOK_TURN)();
  /** Whether the host keeps what the user chooses for failed keys. */
  protected readonly asksFallback = inject(BYOK_SAVE_PREFERENCES) !== null;
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  private readonly reset = viewChild<ResetVaultComponent>('reset');
  private readonly cards = viewChildren<KeyCardComponent>('card');
  /** From the address: somebody who forgot the vault password. */
  private readonly forgotten = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map((parameters) => parameters.has('forgotten'))));

  protected readonly providers = BYOK_PROVIDERS;
  protected readonly status = this.vault.status;
  protected readonly problem = this.vault.problem;
  /** The record is damaged, and a passkey can still open what it held. */
  protected readonly restorable = computed(() => this.problem() === 'damaged' && this.passkeys.usable());
  protected readonly stored = computed(() => {
    const stored = new Set(this.vault.entries().map((entry) => entry.provider));
    return BYOK_PROVIDERS.filter((provider) => stored.has(provider));
  });
  protected readonly catalog = signal<CatalogView | null>(null);
  protected readonly catalogFailed = signal(false);

  /** The vault was deleted while this page showed it. */
  protected readonly deleted = signal(false);

  constructor() {
    this.loadCatalog();
    // The dialog that leads here has to be closed first, to give the focus away.
    const openReset = (): unknown => this.forgotten() && setTimeout(() => this.reset()?.open());
    effect(() => {
      if (this.reset()) openReset();
    });
    // The same link once more changes no address.
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationSkipped),
        takeUntilDestroyed(),
      )
      .subscribe(openReset);
    let before = this.status();
    effect(() => {
      const status = this.status();
      const gone = status === 'absent' && before !== 'absent' && before !== 'loading';
      before = status;
      if (status !== 'absent') this.deleted.set(false);
      if (!gone) return;
      this.deleted.set(true);
      // What had the focus went with the vault.
      setTimeout(() => this.focusHeading());
    });
  }

  protected loadCatalog(): void {
    this.catalogFailed.set(false);
    this.catalogSource?.subscribe({
      next: (catalog) => this.catalog.set(catalog),
      error: () => this.catalogFailed.set(true),
    });
  }

  protected catalogOf(provider: ByokProviderId) {
    return this.catalog()?.providers.find(({ id }) => id === provider);
  }

  protected focusCard(provider: ByokProviderId): void {
    this.cards().find((card) => card.provider() === provider)?.focus();
  }

  /** What had the focus is gone; the heading is where the page goes on. */
  protected focusHeading(): void {
    this.heading()?.nativeElement.focus();
  }

  /** The newer page is on the server already. */
  protected reload(): void {
    location.reload();
  }

  protected retry(): void {
    void this.vault.retry();
  }
}
