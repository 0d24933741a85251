import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, linkedSignal, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { VaultService } from '../vault/vault.service.js';

const LAST_MINUTE_MS = 60_000;

/**
 * In the last minute before the vault locks itself: how long is left, and one button that keeps it open. A popover,
 * so that it stands above every page and dialog, wherever in the page this component is. It stays while it is being
 * pressed: the press alone keeps the vault open, and its click must not land on what is beneath.
 */
@Component({
  selector: 'byok-vault-countdown',
  imports: [MatButtonModule, TranslocoDirective],
  host: { '(document:pointerup)': 'release()', '(document:pointercancel)': 'release()' },
  template: `
    <ng-container *transloco="let t">
      @if (seconds() > 0) {
        <aside #warning class="warning" popover="manual" (pointerdown)="pressed.set(true)" [attr.aria-label]="t('vault.countdown.label')">
          <p>
            <strong>{{ t('vault.countdown.text', { seconds: seconds() }) }}</strong>
            <span>{{ t('vault.countdown.hint') }}</span>
          </p>
          <button mat-flat-button type="button" (click)="keepOpen()">{{ t('vault.countdown.keep') }}</button>
        </aside>
      }
      <div class="byok-visually-hidden" role="status">{{ seconds() > 0 ? t('vault.countdown.announce') : '' }}</div>
    </ng-container>
  `,
  styles: `
    .warning {
      inset: auto 16px 16px;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 12px 20px;
      max-width: 520px;
      width: auto;
      margin: 0 auto;
      padding: 16px 20px;
      border: 1px solid var(--byok-notice);
      border-radius: 16px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
      box-shadow: 0 12px 40px rgb(0 0 0 / 18%);
      font-size: 0.9375rem;
    }
    .warning:popover-open {
      display: flex;
    }
    @media (max-width: 900px) {
      .warning {
        bottom: 80px;
      }
    }
    p {
      display: grid;
      gap: 2px;
      font-variant-numeric: tabular-nums;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VaultCountdownComponent {
  private readonly vault = inject(VaultService);
  private readonly warning = viewChild<ElementRef<HTMLElement>>('warning');
  protected readonly pressed = signal(false);
  private readonly left = computed(() => {
    const remaining = this.vault.remainingMs();
    return remaining > LAST_MINUTE_MS ? 0 : Math.ceil(remaining / 1000);
  });
  /** As it is shown; 0: not at all. */
  protected readonly seconds = linkedSignal<{ left: number; pressed: boolean }, number>({
    source: () => ({ left: this.left(), pressed: this.pressed() }),
    computation: ({ left, pressed }, before) => (left > 0 || !pressed ? left : (before?.value ?? 0)),
  });

  constructor() {
    effect(() => {
      const warning = this.warning()?.nativeElement;
      // The first screen is built outside the document; the next second is early enough.
      if (this.seconds() > 0 && warning?.isConnected) warning.togglePopover?.(true);
    });
  }

  protected keepOpen(): void {
    this.vault.keepOpen();
  }

  /** After the click that belongs to the release. */
  protected release(): void {
    if (this.pressed()) setTimeout(() => this.pressed.set(false));
  }
}
