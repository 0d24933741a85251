import { ChangeDetectionStrategy, Component, inject, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { retryAfterMs, vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { SecretFieldComponent } from '../secret/secret-field.component.js';
import { NewPasswordComponent } from './new-password.component.js';

/** Changes the vault password; the keys stay as they are. */
@Component({
  selector: 'byok-change-password',
  imports: [MatButtonModule, NewPasswordComponent, SecretFieldComponent, TranslocoDirective],
  template: `
    <details *transloco="let t">
      <summary>{{ t('vault.keys.change.summary') }}</summary>
      <form autocomplete="off" (submit)="submit($event)">
        <byok-secret-field
          #current
          [label]="t('vault.keys.change.current')"
          [error]="problem() === '' ? '' : t(problem(), { seconds: seconds() })"
          [disabled]="busy()"
          (typed)="problem.set('')"
        />
        <byok-new-password replaces [disabled]="busy()" />
        <button mat-stroked-button type="submit" [disabled]="busy()" disabledInteractive>
          {{ t(busy() ? 'vault.keys.change.busy' : 'vault.keys.change.submit') }}
        </button>
      </form>
    </details>
    <p role="status" class="done" *transloco="let t">{{ done() ? t('vault.keys.change.done') : '' }}</p>
  `,
  styleUrl: './disclosure.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChangePasswordComponent {
  private readonly vault = inject(VaultService);
  private readonly current = viewChild<SecretFieldComponent>('current');
  private readonly next = viewChild(NewPasswordComponent);
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly seconds = signal(0);
  protected readonly done = signal(false);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const current = this.current();
    if (!current || this.busy()) return;
    if (current.empty()) {
      this.problem.set('vault.unlock.empty');
      return current.focus();
    }
    // Stays in its fields until the current one turns out to be right.
    const next = await this.next()?.peek();
    if (!next || this.busy()) return void next?.fill(0);
    this.busy.set(true);
    this.done.set(false);
    try {
      await this.vault.changePassword(current.take(), next);
      this.next()?.clear();
      this.done.set(true);
    } catch (error) {
      this.seconds.set(Math.ceil(retryAfterMs(error) / 1000));
      this.problem.set(vaultProblemKey(error));
      queueMicrotask(() => current.focus());
    } finally {
      this.busy.set(false);
    }
  }
}
