import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { SPENDING_ALERTS } from '#contracts';
import { LanguageService } from '../../core/i18n/language.service.js';
import { exactRoubles } from './exact-rub.pipe.js';

/** What is spent of a limit, as words and as a bar that says when 50, 75 and 100 % are reached. */
@Component({
  selector: 'byok-spending-bar',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <p class="words">
        <span>{{ label() }}</span>
        <span class="sum">{{ t(limit() === null ? 'spending.limit.none' : 'spending.limit.of', sums()) }}</span>
      </p>
      @if (limit() !== null) {
        <div class="bar" [class.much]="reached() === 75" [class.all]="reached() === 100" role="meter" aria-valuemin="0" aria-valuemax="100" [attr.aria-valuenow]="percent()" [attr.aria-label]="label()" [attr.aria-valuetext]="t('spending.limit.of', sums())">
          <span class="filled" [class.some]="spent() > 0" [style.width.%]="percent()"></span>
        </div>
        @if (reached(); as share) {
          <p class="alert" [class.much]="share === 75" [class.all]="share === 100">{{ t('spending.limit.reached.' + share) }}</p>
        }
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 6px;
    }
    .words {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 16px;
    }
    .sum {
      font-variant-numeric: tabular-nums;
      font-weight: 550;
    }
    .bar {
      --share: var(--byok-own);
      position: relative;
      height: 10px;
      overflow: hidden;
      border-radius: 5px;
      background: var(--mat-sys-surface-container-highest);
    }
    .bar::before,
    .bar::after {
      position: absolute;
      z-index: 1;
      top: 0;
      bottom: 0;
      left: 50%;
      width: 2px;
      background: var(--mat-sys-surface-container-lowest);
      content: '';
    }
    .bar::after {
      left: 75%;
    }
    .filled {
      display: block;
      height: 100%;
      background: var(--share);
    }
    .some {
      min-width: 2px;
    }
    .bar.much {
      --share: var(--byok-notice);
    }
    .bar.all {
      --share: var(--byok-danger);
    }
    .alert {
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.9375rem;
    }
    .alert.much {
      color: var(--byok-notice);
    }
    .alert.all {
      color: var(--byok-danger);
      font-weight: 550;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SpendingBarComponent {
  private readonly language = inject(LanguageService).language;
  readonly label = input.required<string>();
  /** In roubles. */
  readonly spent = input.required<number>();
  /** In roubles; null: there is none, and no bar. */
  readonly limit = input.required<number | null>();
  protected readonly sums = computed(() => ({ spent: exactRoubles(this.spent(), this.language()), limit: exactRoubles(this.limit() ?? 0, this.language()) }));
  /** Of the bar, 0 to 100; a limit of nothing is used up. */
  protected readonly percent = computed(() => Math.min(100, Math.floor(this.share() * 100)));
  protected readonly reached = computed(() => SPENDING_ALERTS.findLast((alert) => this.share() * 100 >= alert));
  private readonly share = computed(() => {
    const limit = this.limit();
    if (limit === null) return 0;
    return limit === 0 ? 1 : this.spent() / limit;
  });
}
