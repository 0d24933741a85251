import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { JobView } from '../../jobs/job.js';
import { lessonEntries } from './lesson-entries.js';
import { LessonComponent } from './lesson.component.js';

/** The lessons in the outline's order; those not written say why. */
@Component({
  selector: 'byok-lessons',
  imports: [LessonComponent, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @for (entry of entries(); track $index) {
        @if (entry.lesson; as lesson) {
          <byok-lesson [jobId]="view().id" [index]="$index" [lesson]="lesson" [editable]="view().status === 'completed'" />
        } @else {
          <div class="missing">
            <span class="number">{{ $index + 1 }}</span>
            <span class="title" dir="auto">{{ entry.title }}</span>
            <span class="byok-muted">{{ t('course.lessons.' + entry.state) }}</span>
            @if (oneMissing() && retryable()) {
              <button mat-stroked-button type="button" (click)="again.emit()">{{ t('course.lessons.again') }}</button>
            }
          </div>
        }
      }
    </ng-container>
  `,
  styleUrl: './lessons.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LessonsComponent {
  readonly view = input.required<JobView>();
  /** The course stopped, and can go on. */
  readonly retryable = input(false);
  readonly again = output();
  protected readonly entries = computed(() => lessonEntries(this.view()));
  protected readonly oneMissing = computed(() => this.entries().filter(({ lesson }) => lesson === null).length === 1);
}
