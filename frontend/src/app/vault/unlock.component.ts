import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { SecretFieldComponent } from './secret-field.component.js';
import { retryAfterMs, vaultErrorCode, vaultProblemKey } from './vault-problem.js';
import { VaultService } from './vault.service.js';

/**
 * Asks for the vault password and unlocks, wherever a locked vault is in the way; what else was typed on the page
 * stays. Whoever shows it watches `VaultFacade.status` or listens to `unlocked`.
 */
@Component({
  selector: 'byok-unlock',
  imports: [MatButtonModule, RouterLink, SecretFieldComponent, TranslocoDirective],
  template: `
    <form class="unlock" autocomplete="off" *transloco="let t" (submit)="submit($event)">
      @if (headed()) {
        <h2>{{ t('vault.unlock.heading') }}</h2>
      }
      <p class="byok-muted">{{ t('vault.unlock.' + reason()) }}</p>
      <byok-secret-field
        [label]="t('vault.unlock.password')"
        [error]="problem() === '' ? '' : t(problem(), { seconds: waitSeconds() })"
        [disabled]="busy()"
        (typed)="problem.set('')"
      />
      <div class="byok-row">
        <button mat-flat-button type="submit" [disabled]="busy() || waitSeconds() > 0">
          {{ t(busy() ? 'vault.unlock.busy' : 'vault.unlock.submit') }}
        </button>
        <a mat-button routerLink="/settings/keys" [queryParams]="{ forgotten: 1 }" (click)="forgotten.emit()">
          {{ t('vault.unlock.forgotten') }}
        </a>
      </div>
    </form>
  `,
  styles: `
    .unlock {
      display: grid;
      gap: 14px;
      max-width: var(--byok-form-width);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnlockComponent {
  private readonly vault = inject(VaultService);
  private readonly field = viewChild(SecretFieldComponent);
  readonly headed = input(true);
  readonly unlocked = output<void>();
  readonly forgotten = output<void>();

  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  protected readonly waitSeconds = signal(0);
  protected readonly reason = computed(() => {
    const reason = this.vault.lockedBecause();
    return reason === 'idle' || reason === 'failed_attempts' ? reason : 'text';
  });
  private countdown: ReturnType<typeof setInterval> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.countdown));
  }

  focus(): void {
    this.field()?.focus();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.field();
    if (!field || this.busy() || this.waitSeconds() > 0) return;
    if (field.empty()) {
      this.problem.set('vault.unlock.empty');
      return field.focus();
    }
    this.busy.set(true);
    try {
      await this.vault.unlock(field.take());
      this.problem.set('');
      this.unlocked.emit();
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
      if (vaultErrorCode(error) === 'too-many-attempts') this.waitFor(retryAfterMs(error));
    } finally {
      this.busy.set(false);
    }
    if (this.problem() !== '') queueMicrotask(() => this.focus());
  }

  private waitFor(milliseconds: number): void {
    const until = Date.now() + milliseconds;
    const show = (): void => {
      this.waitSeconds.set(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
      if (this.waitSeconds() > 0) return;
      clearInterval(this.countdown);
      this.problem.set('');
    };
    clearInterval(this.countdown);
    this.countdown = setInterval(show, 1000);
    show();
  }
}
