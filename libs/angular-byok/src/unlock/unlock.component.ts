import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiFingerprint } from '@mdi/js';
import { PasskeyService } from '../vault/passkey.service.js';
import { retryAfterMs, vaultErrorCode, vaultProblemKey } from '../vault/vault-problem.js';
import { VaultService } from '../vault/vault.service.js';
import { BYOK_KEYS_PATH } from '../byok.options.js';
import { IconComponent } from '../elements/icon.component.js';
import { SecretFieldComponent } from '../secret/secret-field.component.js';

/**
 * Asks for a passkey or the vault password and unlocks, wherever a locked vault is in the way; what else was typed on
 * the page stays. The component that shows it watches `VaultFacade.status` or listens to `unlocked`.
 */
@Component({
  selector: 'byok-unlock',
  imports: [IconComponent, MatButtonModule, RouterLink, SecretFieldComponent, TranslocoDirective],
  templateUrl: './unlock.component.html',
  styleUrl: './unlock.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnlockComponent {
  private readonly vault = inject(VaultService);
  protected readonly keysPath = inject(BYOK_KEYS_PATH);
  private readonly passkeys = inject(PasskeyService);
  private readonly field = viewChild(SecretFieldComponent);
  private readonly passkeyButton = viewChild<unknown, ElementRef<HTMLElement>>('passkey', { read: ElementRef });
  readonly headed = input(true);
  /** Whether to lead to the reset for a forgotten password: not beside it. */
  readonly offersReset = input(true);
  readonly unlocked = output<void>();
  readonly forgotten = output<void>();

  protected readonly icons = { passkey: mdiFingerprint };
  protected readonly busy = signal(false);
  protected readonly asking = signal(false);
  protected readonly problem = signal('');
  protected readonly passkeyProblem = signal('');
  protected readonly waitSeconds = signal(0);
  protected readonly withPasskey = this.passkeys.usable;
  protected readonly reason = computed(() => {
    const reason = this.vault.lockedBecause();
    return reason === 'idle' || reason === 'failed_attempts' ? reason : this.withPasskey() ? 'withPasskey' : 'text';
  });
  private countdown: ReturnType<typeof setInterval> | undefined;
  private ceremony: AbortController | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      clearInterval(this.countdown);
      this.ceremony?.abort();
    });
  }

  focus(): void {
    const passkey = this.passkeyButton()?.nativeElement;
    if (passkey) passkey.focus();
    else this.field()?.focus();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.field();
    if (!field || this.busy() || this.waitSeconds() > 0) return;
    if (field.empty()) {
      this.problem.set('vault.unlock.empty');
      return field.focus();
    }
    this.ceremony?.abort();
    this.passkeyProblem.set('');
    this.busy.set(true);
    const code = await this.run(() => this.vault.unlock(field.take()));
    this.busy.set(false);
    this.problem.set(code);
    if (code !== '') queueMicrotask(() => field.focus());
  }

  protected async askPasskey(): Promise<void> {
    if (this.busy() || this.asking() || this.waitSeconds() > 0) return;
    this.problem.set('');
    this.passkeyProblem.set('');
    const ceremony = (this.ceremony = new AbortController());
    this.asking.set(true);
    const code = await this.run(() => this.passkeys.unlock(ceremony.signal));
    this.asking.set(false);
    if (!ceremony.signal.aborted) this.passkeyProblem.set(code);
  }

  /** The dictionary key of what went wrong, or nothing. */
  private async run(unlock: () => Promise<void>): Promise<string> {
    try {
      await unlock();
      this.unlocked.emit();
      return '';
    } catch (error) {
      if (vaultErrorCode(error) === 'too-many-attempts') this.waitFor(retryAfterMs(error));
      return vaultProblemKey(error);
    }
  }

  private waitFor(milliseconds: number): void {
    const until = Date.now() + milliseconds;
    const show = (): void => {
      this.waitSeconds.set(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
      if (this.waitSeconds() > 0) return;
      clearInterval(this.countdown);
      this.problem.set('');
      this.passkeyProblem.set('');
    };
    clearInterval(this.countdown);
    this.countdown = setInterval(show, 1000);
    show();
  }
}
