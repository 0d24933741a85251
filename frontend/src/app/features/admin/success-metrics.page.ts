import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Subscription, finalize } from 'rxjs';
import type { SuccessMetricsView } from '#contracts';
import { SuccessMetricsApi } from '../../core/api/success-metrics.api.js';
import { toApiError, type ApiError } from '../../core/http/api-error.js';
import { LanguageService } from '../../core/i18n/language.service.js';
import { onReturn } from '../../core/offline/on-return.js';
import { ErrorNoticeComponent } from '../../shared/error-notice/error-notice.component.js';
import { AdminTabsComponent } from './admin-tabs.component.js';
import { MetricCardComponent } from './metric-card.component.js';
import { PlatformSpendingComponent } from './spending/platform-spending.component.js';

const PERIODS = [7, 30, 90] as const;
type Period = (typeof PERIODS)[number];

const NAMES = ['adoptionRate', 'costReduction', 'firstAttemptValidationRate', 'autoLockCompliance', 'plaintextKeysFound'] as const;

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The measures of success over some days. */
@Component({
  selector: 'byok-success-metrics-page',
  imports: [AdminTabsComponent, ErrorNoticeComponent, MatButtonModule, MetricCardComponent, PlatformSpendingComponent, TranslocoDirective],
  templateUrl: './success-metrics.page.html',
  styleUrl: './success-metrics.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SuccessMetricsPage {
  private readonly api = inject(SuccessMetricsApi);
  private readonly language = inject(LanguageService).language;
  private request = Subscription.EMPTY;
  protected readonly periods = PERIODS;
  protected readonly names = NAMES;
  protected readonly period = signal<Period>(30);
  protected readonly loading = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  protected readonly metrics = signal<SuccessMetricsView | null>(null);
  protected readonly money = computed(() => {
    const costs = this.metrics()?.costReduction;
    return { paid: this.roubles(costs?.rubPaid ?? 0), avoided: this.roubles(costs?.rubAvoided ?? 0) };
  });

  constructor() {
    this.load();
    onReturn(() => this.error() && this.load());
  }

  protected choose(period: Period): void {
    this.period.set(period);
    this.load();
  }

  protected load(): void {
    this.request.unsubscribe();
    this.loading.set(true);
    this.error.set(null);
    const now = Date.now();
    this.request = this.api
      .over(dayOf(now - (this.period() - 1) * 86_400_000), dayOf(now))
      .pipe(finalize(() => this.loading.set(false)))
      .subscribe({
        next: (metrics) => this.metrics.set(metrics),
        error: (problem: unknown) => this.error.set(toApiError(problem)),
      });
  }

  protected noteOf(name: (typeof NAMES)[number], translate: (key: string, values: Record<string, string>) => string): string {
    const { costReduction, plaintextKeysFound } = this.metrics() ?? {};
    if (name === 'costReduction' && costReduction?.value != null) return translate('admin.metrics.money', this.money());
    if (name === 'plaintextKeysFound' && plaintextKeysFound?.date != null) return translate('admin.metrics.checked', { date: this.moment(plaintextKeysFound.date) });
    return '';
  }

  private moment(date: string): string {
    return new Intl.DateTimeFormat(this.language(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(date));
  }

  private roubles(value: number): string {
    const digits = value > 0 && value < 100 ? 2 : 0;
    return new Intl.NumberFormat(this.language(), {
      style: 'currency',
      currency: 'RUB',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  }
}
