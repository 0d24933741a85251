import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { PayerLineComponent } from '#angular-byok/payer';
import { NewCourseService } from './new-course.service.js';

/** Who will pay for the course: in one line, or in one for each stage when they differ. */
@Component({
  selector: 'byok-course-payer',
  imports: [PayerLineComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (differ()) {
        <dl>
          <dt>{{ t('courses.payer.hearing') }}</dt>
          <dd>
            @if (payers().keysCannotHear) {
              <p>{{ t('courses.payer.cannotHear') }}</p>
            } @else {
              <byok-payer-line [forecast]="payers().hearing!" />
            }
          </dd>
          <dt>{{ t('courses.payer.writing') }}</dt>
          <dd><byok-payer-line [forecast]="payers().writing" /></dd>
        </dl>
      } @else {
        <byok-payer-line [forecast]="payers().writing" />
      }
    </ng-container>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 6px 16px;
      margin: 0;
      font-size: 0.875rem;
      line-height: 1.45;
    }
    dd {
      margin: 0;
    }
    p {
      color: var(--mat-sys-on-surface-variant);
    }
    @media (max-width: 600px) {
      dl {
        grid-template-columns: 1fr;
        gap: 0;
      }
      dd {
        margin-bottom: 8px;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CoursePayerComponent {
  protected readonly payers = inject(NewCourseService).payers;
  protected readonly differ = computed(() => {
    const { hearing, writing } = this.payers();
    return hearing !== undefined && JSON.stringify(hearing) !== JSON.stringify(writing);
  });
}
