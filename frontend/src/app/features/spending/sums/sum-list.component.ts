import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';
import { RubPipe } from '../../../shared/money/rub.pipe.js';
import { SpendingBarComponent } from '../../../shared/money/spending-bar.component.js';
import type { SumRow } from './sum-rows.js';

/** Rows that are shown at first. */
const FIRST = 5;

/** Sums by one thing: what it was, how often it was called, and who paid how much. */
@Component({
  selector: 'byok-sum-list',
  imports: [MatButtonModule, PluralPipe, RouterLink, RubPipe, SpendingBarComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h3>{{ t(heading()) }}</h3>
      <ul>
        @for (row of shown(); track row.id) {
          <li>
            <div class="line">
              <span class="what">
                @if (row.link; as link) {
                  <a [routerLink]="link">{{ row.name ?? t(row.words ?? '') }}</a>
                } @else {
                  <span>{{ row.name ?? t(row.words ?? '') }}</span>
                }
                <span class="byok-muted">{{ 'spending.sums.calls' | plural: row.sum.calls }}</span>
              </span>
              <span class="sums">
                @if (row.sum.own > 0) {
                  <span class="own">{{ row.sum.own | rub }} <span class="who">{{ t('spending.sums.own') }}</span></span>
                }
                @if (row.sum.platform > 0) {
                  <span class="platform">{{ row.sum.platform | rub }} <span class="who">{{ t('spending.sums.platform') }}</span></span>
                }
                @if (row.sum.own === 0 && row.sum.platform === 0) {
                  <span class="byok-muted">{{ row.sum.unpriced > 0 ? t('spending.sums.unknown') : (0 | rub) }}</span>
                }
              </span>
            </div>
            @if (row.limit; as limit) {
              <byok-spending-bar [label]="t('spending.sums.tokenToday')" [spent]="limit.spentToday" [limit]="limit.rubPerDay" />
            }
          </li>
        }
      </ul>
      @if (rows().length > shown().length) {
        <button mat-button type="button" (click)="whole.set(true)">{{ t('spending.sums.all', { count: rows().length }) }}</button>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
      min-width: 0;
    }
    h3 {
      font-size: 1rem;
      font-weight: 600;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      gap: 8px;
      padding: 10px 0;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    .line {
      display: flex;
      align-items: start;
      justify-content: space-between;
      gap: 6px 16px;
    }
    .what,
    .sums {
      display: grid;
      min-width: 0;
    }
    .what {
      overflow-wrap: anywhere;
    }
    .what a {
      color: inherit;
      font-weight: 500;
    }
    .sums {
      flex: none;
      text-align: right;
      font-variant-numeric: tabular-nums;
      font-weight: 550;
    }
    .own {
      color: var(--byok-own);
    }
    .platform {
      color: var(--byok-platform);
    }
    .who {
      font-size: 0.875rem;
      font-weight: 400;
    }
    button {
      justify-self: start;
      margin-left: -12px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SumListComponent {
  /** Dictionary path. */
  readonly heading = input.required<string>();
  readonly rows = input.required<readonly SumRow[]>();
  protected readonly whole = signal(false);
  protected readonly shown = computed(() => (this.whole() ? this.rows() : this.rows().slice(0, FIRST)));
}
