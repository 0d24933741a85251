import { ChangeDetectionStrategy, Component, inject, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertOutline, mdiLaptop, mdiSendLockOutline } from '@mdi/js';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { IconComponent } from '../elements/icon.component.js';
import { HowItWorksComponent } from './how-it-works.component.js';
import { NewPasswordComponent } from './new-password.component.js';

/** First run: what stays here, what travels, and a password for the new vault. */
@Component({
  selector: 'byok-create-vault',
  imports: [HowItWorksComponent, IconComponent, MatButtonModule, NewPasswordComponent, TranslocoDirective],
  template: `
    <section class="byok-section" aria-labelledby="create-vault" *transloco="let t">
      <h2 id="create-vault">{{ t('vault.keys.create.heading') }}</h2>
      <ul class="promises">
        <li><byok-icon [path]="icons.stays" />{{ t('vault.keys.create.stays') }}</li>
        <li><byok-icon [path]="icons.travels" />{{ t('vault.keys.create.travels') }}</li>
      </ul>
      <p class="byok-muted">{{ t('vault.keys.create.elsewhere') }}</p>
      <form autocomplete="off" (submit)="submit($event)">
        <byok-new-password [disabled]="busy()" />
        <p class="warning"><byok-icon [path]="icons.warning" />{{ t('vault.keys.create.warning') }}</p>
        @if (problem() !== '') {
          <p class="problem" role="alert">{{ t(problem()) }}</p>
        }
        <button mat-flat-button type="submit" [disabled]="busy()" disabledInteractive>
          {{ t(busy() ? 'vault.keys.create.busy' : 'vault.keys.create.submit') }}
        </button>
      </form>
      <byok-how-it-works />
    </section>
  `,
  styleUrl: './create-vault.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CreateVaultComponent {
  private readonly vault = inject(VaultService);
  private readonly password = viewChild(NewPasswordComponent);
  readonly created = output<void>();
  protected readonly icons = { stays: mdiLaptop, travels: mdiSendLockOutline, warning: mdiAlertOutline };
  protected readonly busy = signal(false);
  protected readonly problem = signal('');

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const password = this.busy() ? undefined : await this.password()?.take();
    if (!password) return;
    this.busy.set(true);
    this.problem.set('');
    try {
      await this.vault.create(password);
      this.created.emit();
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
    } finally {
      this.busy.set(false);
    }
  }
}
