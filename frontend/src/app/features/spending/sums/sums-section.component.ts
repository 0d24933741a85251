import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { SpendingView } from '#contracts';
import { PluralPipe } from '../../../core/i18n/plural.pipe.js';
import { RubPipe } from '../../../shared/money/rub.pipe.js';
import { SumListComponent } from './sum-list.component.js';
import { sumLists, type SpendingPeriod } from './sum-rows.js';

/** What was spent today or this month, by whose key, and on what. */
@Component({
  selector: 'byok-sums-section',
  imports: [PluralPipe, RouterLink, RubPipe, SumListComponent, TranslocoDirective],
  templateUrl: './sums-section.component.html',
  styleUrl: './sums-section.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SumsSectionComponent {
  readonly spending = input.required<SpendingView>();
  protected readonly periods: readonly SpendingPeriod[] = ['today', 'month'];
  protected readonly period = signal<SpendingPeriod>('month');
  protected readonly lists = computed(() => sumLists(this.spending(), this.period()));
}
