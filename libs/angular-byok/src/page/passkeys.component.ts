import { ChangeDetectionStrategy, Component, DestroyRef, Injector, afterNextRender, inject, signal, viewChild, type ElementRef } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertOutline, mdiFingerprint } from '@mdi/js';
import { PasskeyService } from '../vault/passkey.service.js';
import { vaultProblemKey } from '../vault/vault-problem.js';
import { IconComponent } from '../elements/icon.component.js';
import { MomentPipe } from '../elements/moment.pipe.js';
import { PasskeyFormComponent } from './passkey-form.component.js';

/** The passkeys of the open vault: which there are, when each was used last; add and remove. */
@Component({
  selector: 'byok-passkeys',
  imports: [IconComponent, MatButtonModule, MomentPipe, PasskeyFormComponent, TranslocoDirective],
  templateUrl: './passkeys.component.html',
  styleUrl: './passkeys.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasskeysComponent {
  private readonly passkeys = inject(PasskeyService);
  private readonly injector = inject(Injector);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  protected readonly icons = { passkey: mdiFingerprint, damaged: mdiAlertOutline };
  protected readonly list = this.passkeys.list;
  protected readonly availability = this.passkeys.availability;
  /** The same page by a name, where it was opened by this computer's own address. */
  protected readonly namedAddress = /^127\.|^\[::1\]$/.test(location.hostname)
    ? `${location.protocol}//localhost${location.port === '' ? '' : `:${location.port}`}`
    : '';
  protected readonly adding = signal(false);
  protected readonly removing = signal('');
  protected readonly problem = signal('');
  protected readonly done = signal('');
  private alive = true;

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.alive = false));
  }

  protected add(): void {
    this.done.set('');
    this.problem.set('');
    this.adding.set(true);
  }

  protected close(done: string): void {
    this.adding.set(false);
    this.done.set(done);
    this.focusHeading();
  }

  protected async remove(id: string): Promise<void> {
    this.problem.set('');
    try {
      await this.passkeys.remove(id);
      this.done.set('vault.keys.passkeys.removed');
    } catch (error) {
      this.problem.set(vaultProblemKey(error));
    }
    this.removing.set('');
    this.focusHeading();
  }

  /** What had the focus is gone. */
  protected focusHeading(): void {
    if (this.alive) afterNextRender(() => this.heading()?.nativeElement.focus(), { injector: this.injector });
  }
}
