import { ChangeDetectionStrategy, Component, afterNextRender, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ByokProviderId } from '#contracts';
import { SecretFieldComponent } from '../../vault/secret-field.component.js';
import { vaultProblemKey } from '../../vault/vault-problem.js';
import { VaultService } from '../../vault/vault.service.js';

/** Takes a provider key and puts it into the vault. */
@Component({
  selector: 'byok-key-form',
  imports: [MatButtonModule, SecretFieldComponent, TranslocoDirective],
  template: `
    <form autocomplete="off" *transloco="let t" (submit)="submit($event)">
      <byok-secret-field
        kind="key"
        [label]="t('settings.form.label', { provider: name() })"
        [hint]="keyHint() === '' ? t('settings.form.hintless') : t('settings.form.hint', { hint: keyHint() })"
        [error]="problem() === '' ? '' : t(problem())"
        [disabled]="busy()"
        (typed)="problem.set('')"
      />
      <div class="byok-row">
        <button mat-flat-button type="submit" [disabled]="busy()" disabledInteractive>
          {{ t(busy() ? 'settings.form.busy' : 'settings.form.submit') }}
        </button>
        <button mat-button type="button" (click)="cancelled.emit()">{{ t('common.action.cancel') }}</button>
      </div>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 14px;
      max-width: 520px;
      margin-top: 8px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyFormComponent {
  private readonly vault = inject(VaultService);
  private readonly field = viewChild(SecretFieldComponent);
  readonly provider = input.required<ByokProviderId>();
  readonly name = input.required<string>();
  readonly keyHint = input('');
  readonly saved = output<void>();
  readonly cancelled = output<void>();
  protected readonly busy = signal(false);
  protected readonly problem = signal('');

  constructor() {
    afterNextRender(() => this.field()?.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.field();
    if (!field || this.busy()) return;
    if (field.empty()) {
      this.problem.set('settings.form.empty');
      return field.focus();
    }
    this.busy.set(true);
    try {
      await this.vault.addKey(this.provider(), field.take());
      this.saved.emit();
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
      queueMicrotask(() => field.focus());
    } finally {
      this.busy.set(false);
    }
  }
}
