import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, afterNextRender, inject, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { PasskeyService } from '../vault/passkey.service.js';
import { retryAfterMs, vaultProblemKey } from '../vault/vault-problem.js';
import { SecretFieldComponent } from '../secret/secret-field.component.js';

const MAX_NAME_LENGTH = 60;

/** Names a new passkey and takes the vault password, without which the vault's key can't be wrapped for it. */
@Component({
  selector: 'byok-passkey-form',
  imports: [MatButtonModule, MatFormFieldModule, MatInputModule, SecretFieldComponent, TranslocoDirective],
  template: `
    <form autocomplete="off" *transloco="let t" (submit)="submit($event)">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ t('vault.keys.passkeys.name') }}</mat-label>
        <input
          matInput
          #name
          name="byok-passkey-name"
          autocomplete="off"
          [maxLength]="maxNameLength"
          [value]="t(onPhone ? 'vault.keys.passkeys.thisPhone' : 'vault.keys.passkeys.thisComputer')"
        />
      </mat-form-field>
      <byok-secret-field
        [label]="t('vault.unlock.password')"
        [hint]="t('vault.keys.passkeys.hint')"
        [error]="problem() === '' ? '' : t(problem(), { seconds: seconds() })"
        [disabled]="busy()"
        (typed)="problem.set('')"
      />
      <div class="byok-row">
        <button mat-flat-button type="submit" [disabled]="busy()" disabledInteractive>
          {{ t(busy() ? 'vault.keys.passkeys.busy' : 'vault.keys.passkeys.submit') }}
        </button>
        <button mat-button type="button" (click)="cancel()">{{ t('vault.form.cancel') }}</button>
      </div>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 14px;
      max-width: 480px;
      padding-top: 4px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasskeyFormComponent {
  private readonly passkeys = inject(PasskeyService);
  private readonly name = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly field = viewChild(SecretFieldComponent);
  private readonly ceremony = new AbortController();
  readonly added = output<void>();
  readonly cancelled = output<void>();
  protected readonly maxNameLength = MAX_NAME_LENGTH;
  protected readonly onPhone = /Mobi|Android|iPhone/.test(navigator.userAgent);
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly seconds = signal(0);

  constructor() {
    afterNextRender(() => this.name()?.nativeElement.select());
    inject(DestroyRef).onDestroy(() => this.ceremony.abort());
  }

  protected cancel(): void {
    this.ceremony.abort();
    this.cancelled.emit();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.field();
    if (!field || this.busy()) return;
    if (field.empty()) {
      this.problem.set('vault.unlock.empty');
      return field.focus();
    }
    this.busy.set(true);
    try {
      await this.passkeys.add(field.take(), this.name()?.nativeElement.value ?? '', this.ceremony.signal);
      if (!this.ceremony.signal.aborted) this.added.emit();
    } catch (error) {
      this.seconds.set(Math.ceil(retryAfterMs(error) / 1000));
      this.problem.set(vaultProblemKey(error));
      queueMicrotask(() => field.focus());
    } finally {
      this.busy.set(false);
    }
  }
}
