import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { PluralPipe } from '#angular-byok/elements';
import type { SpendingView } from '#contracts';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { exactRoubles } from '../../../shared/money/exact-rub.pipe.js';
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
  private readonly catalog = inject(CatalogStore).catalog;
  private readonly language = inject(LanguageService).language;
  readonly spending = input.required<SpendingView>();
  protected readonly periods: readonly SpendingPeriod[] = ['today', 'month'];
  protected readonly period = signal<SpendingPeriod>('month');
  /** By which dollars became roubles, where the catalog says it. */
  protected readonly rate = computed(() => {
    const rate = this.catalog()?.rubPerUsd;
    if (rate === undefined) return undefined;
    const date = new Intl.DateTimeFormat(this.language(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(rate.date));
    return { rate: exactRoubles(rate.rate, this.language()), date };
  });
  protected readonly lists = computed(() => sumLists(this.spending(), this.period()));
}
