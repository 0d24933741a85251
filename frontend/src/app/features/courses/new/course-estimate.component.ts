import { ChangeDetectionStrategy, Component, computed, inject, resource } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PayerForecast } from '#angular-byok/payer';
import { CatalogStore } from '../../../core/api/catalog.store.js';
import { LanguageService } from '../../../core/i18n/language.service.js';
import { roubles } from '../../../shared/money/rub.pipe.js';
import { estimateCourse, type CostRange } from './course-estimate.js';
import { NewCourseService } from './new-course.service.js';
import { recordingSeconds } from './recording-length.js';

/** Whose keys will pay; empty when the platform will. */
function ownersOf(forecast: PayerForecast | undefined): PayerForecast['providers'] {
  return forecast && ['own', 'ownAny', 'locked'].includes(forecast.payer) ? forecast.providers : [];
}

/** About what the course costs, whoever pays; or that this isn't known. Nothing before there is a source. */
@Component({
  selector: 'byok-course-estimate',
  imports: [TranslocoDirective],
  template: `
    @if (size(); as source) {
      <p *transloco="let t">
        @if (estimate(); as cost) {
          {{ t('courses.estimate.total', { cost: words(cost.total) }) }}
          @if (cost.hearing) {
            {{ t('courses.estimate.parts', { hearing: words(cost.hearing), writing: words(cost.writing) }) }}
          }
          <span class="byok-muted">{{ t('courses.estimate.hint') }}</span>
        } @else if (catalogs.catalog()) {
          <span class="byok-muted">{{ t(lengthKnown() ? 'courses.estimate.unknown' : 'courses.estimate.noLength') }}</span>
        }
      </p>
    }
  `,
  styles: `
    p {
      line-height: 1.5;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CourseEstimateComponent {
  private readonly course = inject(NewCourseService);
  protected readonly catalogs = inject(CatalogStore);
  private readonly language = inject(LanguageService).language;
  private readonly length = resource({
    params: () => (this.course.source() === 'recording' ? (this.course.file() ?? undefined) : undefined),
    loader: ({ params }) => recordingSeconds(params),
  });
  protected readonly size = computed(() => {
    if (this.course.source() === 'text') {
      const characters = this.course.transcript().trim().length;
      return characters === 0 ? undefined : { characters };
    }
    if (this.course.file() === null || this.length.isLoading()) return undefined;
    const seconds = this.length.hasValue() ? this.length.value() : undefined;
    return seconds === undefined ? {} : { seconds };
  });
  protected readonly lengthKnown = computed(() => Object.keys(this.size() ?? {}).length > 0);
  protected readonly estimate = computed(() => {
    const [catalog, size] = [this.catalogs.catalog(), this.size()];
    const { writing, hearing } = this.course.payers();
    return catalog && size && estimateCourse(catalog, this.course.model(), size, { writing: ownersOf(writing), hearing: ownersOf(hearing) });
  });

  /** One figure where both ends read the same. */
  protected words({ from, to }: CostRange): string {
    const [low, high] = [roubles(from, this.language()), roubles(to, this.language())];
    return low === high ? `≈\u00a0${high}` : `${low}\u00a0– ${high}`;
  }
}
