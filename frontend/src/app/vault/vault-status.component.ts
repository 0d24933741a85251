import { ChangeDetectionStrategy, Component, ElementRef, Injector, afterNextRender, computed, inject, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertOutline, mdiClose, mdiLockOpenVariantOutline, mdiLockOutline, mdiShieldKeyOutline } from '@mdi/js';
import { IconComponent } from '../shared/icon.component.js';
import { UnlockComponent } from './unlock.component.js';
import { VaultCountdownComponent } from './vault-countdown.component.js';
import { VaultService } from './vault.service.js';

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
  private readonly dialog = viewChild<ElementRef<HTMLDialogElement>>('dialog');
  private readonly unlock = viewChild(UnlockComponent);
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

  protected openDialog(): void {
    this.opened.set(true);
    this.dialog()?.nativeElement.showModal();
    afterNextRender(() => this.unlock()?.focus(), { injector: this.injector });
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
