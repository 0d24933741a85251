import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiChevronDown } from '@mdi/js';
import { CopyButtonComponent } from '../../../shared/copy-button.component.js';
import { IconComponent } from '../../../shared/icon.component.js';
import { MarkdownComponent } from '../../studio/answer/markdown.component.js';
import type { CourseResult } from '../jobs/job.js';

/** The lessons in the outline's order, each unfolding; those not written yet say so. */
@Component({
  selector: 'byok-lessons',
  imports: [CopyButtonComponent, IconComponent, MarkdownComponent, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @for (entry of entries(); track $index) {
        @if (entry.lesson; as lesson) {
          <details [open]="$index === 0">
            <summary>
              <span class="number">{{ $index + 1 }}</span>
              <span class="title" dir="auto">{{ lesson.title }}</span>
              <byok-icon [path]="icons.unfold" />
            </summary>
            <div class="text">
              <byok-markdown [text]="lesson.markdown" />
              <byok-copy-button
                [text]="lesson.markdown"
                [label]="t('courses.lessons.copy')"
                [copiedLabel]="t('courses.copied')"
              />
            </div>
          </details>
        } @else {
          <div class="waiting">
            <span class="number">{{ $index + 1 }}</span>
            <span class="title" dir="auto">{{ entry.title }}</span>
            <span class="byok-muted">{{ t('courses.lessons.waiting') }}</span>
          </div>
        }
      }
    </ng-container>
  `,
  styleUrl: './lessons.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LessonsComponent {
  readonly result = input.required<CourseResult>();
  protected readonly icons = { unfold: mdiChevronDown };
  protected readonly entries = computed(() => {
    const { outline, lessons = [] } = this.result();
    const count = Math.max(outline?.sections.length ?? 0, lessons.length);
    return Array.from({ length: count }, (_entry, index) => ({
      lesson: lessons[index] ?? null,
      title: outline?.sections[index]?.title ?? '',
    }));
  });
}
