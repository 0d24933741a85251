import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { BYOK_PROVIDERS, type ByokProviderId, type CatalogView } from '#contracts';
import { CatalogApi } from '../../core/api/catalog.api.js';
import { FirstScreen } from '../../core/first-screen/first-screen.service.js';
import { SessionService } from '../../core/session/session.service.js';
import { FallbackChoiceComponent } from '../../shared/fallback-choice/fallback-choice.component.js';
import { PasskeyService } from '../../vault/passkey.service.js';
import { UnlockComponent } from '../../vault/unlock.component.js';
import { VaultService } from '../../vault/vault.service.js';
import { CreateVaultComponent } from './create-vault.component.js';
import { KeyTestService } from './key-test.service.js';
import { LockedKeysComponent } from './locked-keys.component.js';
import { ProviderKeyComponent } from './provider-key.component.js';
import { ResetVaultComponent } from './reset-vault.component.js';
import { RestoreVaultComponent } from './restore-vault.component.js';
import { VaultSettingsComponent } from './vault-settings.component.js';

/** The user's own provider keys: one page for making the vault, opening it, and minding the keys in it. */
@Component({
  selector: 'byok-keys-page',
  imports: [
    CreateVaultComponent,
    FallbackChoiceComponent,
    LockedKeysComponent,
    MatButtonModule,
    NgTemplateOutlet,
    ProviderKeyComponent,
    ResetVaultComponent,
    RestoreVaultComponent,
    TranslocoDirective,
    UnlockComponent,
    VaultSettingsComponent,
  ],
  providers: [KeyTestService],
  templateUrl: './keys.page.html',
  styleUrl: './keys.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeysPage {
  private readonly vault = inject(VaultService);
  private readonly passkeys = inject(PasskeyService);
  private readonly session = inject(SessionService);
  private readonly catalogApi = inject(CatalogApi);
  protected readonly details = inject(FirstScreen).inTurn();
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  /** From the address: somebody who forgot the vault password. */
  readonly forgotten = input<string>();

  protected readonly providers = BYOK_PROVIDERS;
  protected readonly status = this.vault.status;
  protected readonly problem = this.vault.problem;
  /** The record is damaged, and a passkey can still open what it held. */
  protected readonly restorable = computed(() => this.problem() === 'damaged' && this.passkeys.usable());
  protected readonly plan = computed(() => this.session.account()?.plan ?? 'free');
  protected readonly stored = computed(() => {
    const stored = new Set(this.vault.entries().map((entry) => entry.provider));
    return BYOK_PROVIDERS.filter((provider) => stored.has(provider));
  });
  protected readonly catalog = signal<CatalogView | null>(null);
  protected readonly catalogFailed = signal(false);

  constructor() {
    this.loadCatalog();
  }

  protected loadCatalog(): void {
    this.catalogFailed.set(false);
    this.catalogApi.catalog().subscribe({
      next: (catalog) => this.catalog.set(catalog),
      error: () => this.catalogFailed.set(true),
    });
  }

  protected catalogOf(provider: ByokProviderId) {
    return this.catalog()?.providers.find(({ id }) => id === provider);
  }

  protected names(translate: (key: string) => string): string {
    return this.stored()
      .map((provider) => translate(`common.providers.${provider}`))
      .join(', ');
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
