import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { PointerPress } from '../pointer/pointer-press.service.js';
import { Connection } from './connection.service.js';
import { onReturn } from './on-return.js';

/** Above every page while the server can't be reached: what works all the same, and a way to look again. */
@Component({
  selector: 'byok-offline-notice',
  imports: [TranslocoDirective],
  template: `
    <div role="status" *transloco="let t">
      @if (isAway()) {
        <div class="notice">
          <p>{{ t('common.offline.text') }} {{ isStillAway() ? t('common.offline.still') : '' }}</p>
          <button class="byok-finger" type="button" [attr.aria-busy]="isLooking()" (click)="look()">{{ t('common.offline.look') }}</button>
        </div>
      }
    </div>
  `,
  styles: `
    .notice {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 20px;
      align-items: center;
      justify-content: center;
      padding: 10px 24px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
      font-size: 0.9375rem;
      line-height: 1.45;
    }
    button {
      padding: 4px 0;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      font-weight: 550;
      text-decoration: underline;
      cursor: pointer;
    }
    @media (max-width: 600px) {
      .notice {
        justify-content: start;
        padding: 10px 16px;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OfflineNoticeComponent {
  private readonly connection = inject(Connection);
  protected readonly isAway = inject(PointerPress).held(() => this.connection.away(), false);
  protected readonly isLooking = signal(false);
  protected readonly isStillAway = signal(false);

  constructor() {
    onReturn(() => this.isStillAway.set(false));
  }

  protected async look(): Promise<void> {
    if (this.isLooking()) return;
    this.isLooking.set(true);
    this.isStillAway.set(false);
    this.isStillAway.set(!(await this.connection.look()));
    this.isLooking.set(false);
  }
}
