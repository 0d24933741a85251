import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertOutline, mdiCheckCircleOutline, mdiCircleOutline, mdiTrendingUp } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import type { SuccessMetric } from '#contracts';
import { LanguageService } from '../../core/i18n/language.service.js';
import { CHART, lineOf, standingOf, type Standing } from './metric-line.js';

const ICONS: Readonly<Record<Standing, string>> = {
  met: mdiCheckCircleOutline,
  missed: mdiTrendingUp,
  alarm: mdiAlertOutline,
  empty: mdiCircleOutline,
};

/** One measure: its value beside its goal, what it means, and its days as a line. */
@Component({
  selector: 'byok-metric-card',
  imports: [IconComponent, TranslocoDirective],
  templateUrl: './metric-card.component.html',
  styleUrl: './metric-card.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'standing()' },
})
export class MetricCardComponent {
  private readonly language = inject(LanguageService).language;
  readonly name = input.required<string>();
  readonly metric = input.required<SuccessMetric>();
  /** Without a value nobody has looked: that is no want of data. */
  readonly isMeasuredByHand = input(false);
  /** A further sentence with numbers. */
  readonly note = input('');
  protected readonly viewBox = `0 0 ${CHART.width} ${CHART.height}`;
  protected readonly right = CHART.width;
  protected readonly standing = computed(() => standingOf(this.metric()));
  protected readonly standingKey = computed(() => (this.standing() === 'empty' && this.isMeasuredByHand() ? 'never' : this.standing()));
  protected readonly icon = computed(() => ICONS[this.standing()]);
  protected readonly line = computed(() => lineOf(this.metric()));
  protected readonly value = computed(() => this.format(this.metric().value));
  protected readonly goal = computed(() => this.format(this.metric().target));
  protected readonly goalKind = computed(() => (this.metric().unit === 'count' ? 'none' : this.metric().target === 1 ? 'all' : 'atLeast'));
  protected readonly from = computed(() => this.day(this.metric().series[0]?.date));
  protected readonly to = computed(() => this.day(this.metric().series.at(-1)?.date));
  /** The chart in words. */
  protected readonly days = computed(() => {
    const values = this.metric().series.flatMap(({ value }) => value ?? []);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return { from: this.from(), to: this.to(), days: values.length, least: this.format(least), most: this.format(most) };
  });

  protected readonly top = computed(() => this.format(this.line().top));

  private format(value: number | null): string {
    if (value === null || !Number.isFinite(value)) return '—';
    const style = this.metric().unit === 'count' ? {} : { style: 'percent' as const, maximumFractionDigits: value < 0.1 || value > 0.99 ? 1 : 0 };
    return new Intl.NumberFormat(this.language(), style).format(value);
  }

  private day(date: string | undefined): string {
    if (date === undefined) return '';
    return new Intl.DateTimeFormat(this.language(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }
}
