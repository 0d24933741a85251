import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { VaultService } from './vault.service.js';

const LAST_MINUTE_MS = 60_000;

/**
 * In the last minute before the vault locks itself: how long is left, and one button that keeps it open. A popover,
 * so that it stands above every page and dialog, wherever in the page this component is.
 */
@Component({
  selector: 'byok-vault-countdown',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (seconds() > 0) {
        <aside #warning class="warning" popover="manual" [attr.aria-label]="t('vault.countdown.label')">
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
    @media (max-width: 760px) {
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
  protected readonly seconds = computed(() => {
    const remaining = this.vault.remainingMs();
    return remaining > LAST_MINUTE_MS ? 0 : Math.ceil(remaining / 1000);
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
}
