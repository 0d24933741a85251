import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { TranslocoDirective } from '@jsverse/transloco';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { TransitRoot, fingerprintOf } from '../sealing/transit-root.service.js';
import { ChangePasswordComponent } from './change-password.component.js';
import { PasskeysComponent } from './passkeys.component.js';
import { ResetVaultComponent } from './reset-vault.component.js';
import { StoragePromiseComponent } from './storage-promise.component.js';

const MINUTES = [5, 10, 15, 30] as const;

/** The open vault itself: when it locks, its password, its end. */
@Component({
  selector: 'byok-vault-settings',
  imports: [ChangePasswordComponent, MatButtonModule, MatButtonToggleModule, PasskeysComponent, ResetVaultComponent, StoragePromiseComponent, TranslocoDirective],
  template: `
    <section class="byok-section" aria-labelledby="vault-settings" *transloco="let t">
      <h2 id="vault-settings">{{ t('vault.keys.lock.heading') }}</h2>
      <div class="after">
        <span id="lock-after">{{ t('vault.keys.lock.after') }}</span>
        <mat-button-toggle-group
          hideSingleSelectionIndicator
          aria-labelledby="lock-after"
          [value]="minutes()"
          (change)="choose($event.value)"
        >
          @for (choice of choices; track choice) {
            <mat-button-toggle [value]="choice">{{ t('vault.keys.lock.minutes', { minutes: choice }) }}</mat-button-toggle>
          }
        </mat-button-toggle-group>
      </div>
      @if (problem() !== '') {
        <p role="alert" class="problem">{{ t(problem()) }}</p>
      }
      @if (fingerprint(); as fingerprint) {
        <p class="byok-muted print">{{ t('vault.keys.root.line', { fingerprint }) }}</p>
      }
      <byok-storage-promise />
      <byok-passkeys />
      <byok-change-password />
      <byok-reset-vault />
    </section>
  `,
  styles: `
    .after {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 10px 20px;
    }
    .print {
      overflow-wrap: anywhere;
    }
    .problem {
      color: var(--byok-danger);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VaultSettingsComponent {
  private readonly vault = inject(VaultService);
  private readonly pinnedRoot = inject(TransitRoot).pinned;
  protected readonly fingerprint = computed(() => {
    const root = this.pinnedRoot();
    return root === undefined ? undefined : fingerprintOf(root);
  });
  protected readonly choices = MINUTES;
  protected readonly minutes = this.vault.lockMinutes;
  protected readonly problem = signal('');

  protected async choose(minutes: number): Promise<void> {
    this.problem.set('');
    await this.vault.setLockMinutes(minutes).catch((error: unknown) => this.problem.set(vaultProblemKey(error)));
  }
}
