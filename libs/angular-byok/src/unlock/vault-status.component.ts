import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, effect, inject, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertOutline, mdiClose, mdiLockOpenVariantOutline, mdiLockOutline, mdiShieldKeyOutline } from '@mdi/js';
import { VaultService } from '../vault/vault.service.js';
import { BYOK_KEYS_PATH } from '../byok.options.js';
import { IconComponent } from '../elements/icon.component.js';
import { UnlockDialog } from './unlock-dialog.service.js';
import { UnlockComponent } from './unlock.component.js';
import { VaultCountdownComponent } from './vault-countdown.component.js';

/** The vault in the top bar: what state it is in, how long it stays open, and one button to change that. */
@Component({
  selector: 'byok-vault-status',
  imports: [IconComponent, MatButtonModule, RouterLink, TranslocoDirective, UnlockComponent, VaultCountdownComponent],
  templateUrl: './vault-status.component.html',
  styleUrl: './vault-status.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VaultStatusComponent {
  private readonly vault = inject(VaultService);
  protected readonly keysPath = inject(BYOK_KEYS_PATH);
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  /** By its name in the template: naming the class here would load it with the bar. */
  private readonly unlock = viewChild<UnlockComponent>('unlock');
  private readonly locked = viewChild<unknown, ElementRef<HTMLElement>>('locked', { read: ElementRef });
  private readonly injector = inject(Injector);
  protected readonly icons = {
    locked: mdiLockOutline,
    unlocked: mdiLockOpenVariantOutline,
    absent: mdiShieldKeyOutline,
    problem: mdiAlertOutline,
    close: mdiClose,
  };
  protected readonly opened = signal(false);
  protected readonly status = this.vault.status;
  protected readonly minutes = computed(() => Math.ceil(this.vault.remainingMs() / 60_000));

  constructor() {
    inject(UnlockDialog)
      .requests.pipe(takeUntilDestroyed())
      .subscribe(() => this.openDialog());
    // As soon as it is there.
    effect(() => {
      const unlock = this.unlock();
      if (unlock && this.opened()) afterNextRender(() => unlock.focus(), { injector: this.injector });
    });
  }

  protected openDialog(): void {
    const dialog = this.dialog()?.nativeElement;
    if (!dialog || dialog.open) return;
    this.opened.set(true);
    dialog.showModal();
  }

  protected closeDialog(): void {
    this.dialog()?.nativeElement.close();
  }

  /** The pressed button goes; the one that unlocks takes its place and the focus. */
  protected lock(): void {
    this.vault.lock('manual');
    afterNextRender(() => this.locked()?.nativeElement.focus(), { injector: this.injector });
  }
}
