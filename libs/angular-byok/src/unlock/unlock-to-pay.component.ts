import { ChangeDetectionStrategy, Component, afterNextRender, computed, inject, input, output, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { BYOK_USER } from '../byok.options.js';
import { UnlockComponent } from './unlock.component.js';

/** A key would pay but is locked in: unlock on the spot, let the platform pay if that is allowed, or go back. */
@Component({
  selector: 'byok-unlock-to-pay',
  imports: [MatButtonModule, TranslocoDirective, UnlockComponent],
  template: `
    <ng-container *transloco="let t">
      <div class="words">
        <h2 id="unlock-to-pay">{{ t('vault.toPay.heading') }}</h2>
        <p class="byok-muted">{{ t(text()) }}</p>
      </div>
      <byok-unlock [headed]="false" />
      <div class="others">
        @if (platformMayPay()) {
          <div class="platform">
            <button mat-button type="button" (click)="withoutKey.emit()">{{ t(withoutKeyLabel()) }}</button>
            <span class="byok-muted">{{ t('vault.toPay.platform') }}</span>
          </div>
        }
        <button mat-button type="button" (click)="back.emit()">{{ t(backLabel()) }}</button>
      </div>
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 16px;
      padding: 20px;
      border: 1px solid var(--mat-sys-primary);
      border-radius: 16px;
      background: var(--mat-sys-surface-container-lowest);
    }
    .words {
      display: grid;
      gap: 4px;
    }
    .others,
    .platform {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
    }
    .others {
      justify-content: space-between;
      gap: 4px 8px;
      margin: 0 -12px -8px;
    }
    .platform .byok-muted {
      padding: 0 12px;
    }
  `,
  host: { role: 'region', 'aria-labelledby': 'unlock-to-pay' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnlockToPayComponent {
  private readonly user = inject(BYOK_USER);
  private readonly unlock = viewChild(UnlockComponent);
  /** Dictionary path: what happens once the vault is open. */
  readonly text = input.required<string>();
  readonly withoutKeyLabel = input('vault.toPay.withoutKey');
  readonly backLabel = input('vault.toPay.back');
  /** The platform shall pay instead. */
  readonly withoutKey = output<void>();
  readonly back = output<void>();
  protected readonly platformMayPay = computed(() => this.user()?.fallback !== 'never');

  constructor() {
    afterNextRender(() => this.unlock()?.focus());
  }
}
