import { ChangeDetectionStrategy, Component, DestroyRef, inject, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiFingerprint } from '@mdi/js';
import { PasskeyService } from '../vault/passkey.service.js';
import { retryAfterMs, vaultProblemKey } from '../vault/vault-problem.js';
import { IconComponent } from '../elements/icon.component.js';
import { NewPasswordComponent } from './new-password.component.js';

/** A damaged vault that a passkey still opens: a new password for it, and the keys are back. */
@Component({
  selector: 'byok-restore-vault',
  imports: [IconComponent, MatButtonModule, NewPasswordComponent, TranslocoDirective],
  template: `
    <section class="byok-section" aria-labelledby="restore-vault" *transloco="let t">
      <h2 id="restore-vault">{{ t('vault.keys.restore.heading') }}</h2>
      <p class="byok-muted">{{ t('vault.keys.restore.text') }}</p>
      <form autocomplete="off" (submit)="submit($event)">
        <byok-new-password replaces [disabled]="busy()" />
        @if (problem() !== '') {
          <p class="problem" role="alert">{{ t(problem(), { seconds: seconds() }) }}</p>
        }
        <button mat-flat-button type="submit" [disabled]="busy()" disabledInteractive>
          <byok-icon matButtonIcon [path]="icons.passkey" />
          {{ t(busy() ? 'vault.unlock.passkeyBusy' : 'vault.keys.restore.submit') }}
        </button>
      </form>
    </section>
  `,
  styleUrl: './create-vault.component.scss',
  styles: `
    button byok-icon {
      margin-right: 8px;
      font-size: 18px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RestoreVaultComponent {
  private readonly passkeys = inject(PasskeyService);
  private readonly password = viewChild(NewPasswordComponent);
  private readonly ceremony = new AbortController();
  readonly restored = output<void>();
  protected readonly icons = { passkey: mdiFingerprint };
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly seconds = signal(0);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.ceremony.abort());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const password = this.busy() ? undefined : await this.password()?.take();
    if (!password) return;
    this.busy.set(true);
    this.problem.set('');
    try {
      await this.passkeys.restore(password, this.ceremony.signal);
      this.restored.emit();
    } catch (error) {
      this.seconds.set(Math.ceil(retryAfterMs(error) / 1000));
      const key = vaultProblemKey(error);
      this.problem.set(key.startsWith('vault.error.passkey-') ? 'vault.keys.restore.failed' : key);
    } finally {
      this.busy.set(false);
    }
  }
}
