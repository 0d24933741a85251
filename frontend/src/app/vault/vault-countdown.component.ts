import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { VaultService } from './vault.service.js';

const LAST_MINUTE_MS = 60_000;

/** In the last minute before the vault locks itself: how long is left, and one button that keeps it open. */
@Component({
  selector: 'byok-vault-countdown',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (seconds() > 0) {
        <aside class="warning" [attr.aria-label]="t('vault.countdown.label')">
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
      position: fixed;
      z-index: 1000;
      right: 16px;
      bottom: 16px;
      left: 16px;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 12px 20px;
      max-width: 520px;
      margin: 0 auto;
      padding: 16px 20px;
      border: 1px solid var(--byok-notice);
      border-radius: 16px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
      box-shadow: 0 12px 40px rgb(0 0 0 / 18%);
      font-size: 0.9375rem;
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
  protected readonly seconds = computed(() => {
    const remaining = this.vault.remainingMs();
    return remaining > LAST_MINUTE_MS ? 0 : Math.ceil(remaining / 1000);
  });

  protected keepOpen(): void {
    this.vault.keepOpen();
  }
}
