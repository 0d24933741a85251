import { ChangeDetectionStrategy, Component, computed, effect, input, output, signal, untracked } from '@angular/core';
import { MatTabsModule } from '@angular/material/tabs';
import { TranslocoDirective } from '@jsverse/transloco';
import { hasJobEnded } from '#contracts';
import { CopyButtonComponent } from '../../../../shared/copy-button.component.js';
import type { JobView } from '../../jobs/job.js';
import { CourseDownloadComponent } from '../files/course-download.component.js';
import { LessonsComponent } from '../lessons/lessons.component.js';
import { OutlineSectionComponent } from '../outline/outline-section.component.js';
import { TranscriptComponent } from '../transcript/transcript.component.js';

/** Places of tabs; all are there from the beginning, to be opened when there is something on them. */
const [LESSONS, TRANSCRIPT] = [0, 2];

/** What was made of the course so far: lessons, outline and transcript, each on a tab as soon as there is something. */
@Component({
  selector: 'byok-course-results',
  imports: [CopyButtonComponent, CourseDownloadComponent, LessonsComponent, MatTabsModule, OutlineSectionComponent, TranscriptComponent, TranslocoDirective],
  templateUrl: './course-results.component.html',
  styleUrl: './course-results.component.scss',
  host: { '(pointerdown)': 'touched.set(true)', '(keydown)': 'touched.set(true)', '(wheel)': 'touched.set(true)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CourseResultsComponent {
  readonly view = input.required<JobView>();
  readonly title = input.required<string>();
  /** The course comes from a recording. */
  readonly recording = input.required<boolean>();
  /** The recording, when it is at hand on this computer. */
  readonly file = input<File | null>(null);
  readonly retryable = input(false);
  readonly recordingChosen = output<File>();
  readonly again = output();

  protected readonly result = computed(() => this.view().result ?? {});
  protected readonly ended = computed(() => hasJobEnded(this.view().status));
  /** The outline under the titles that the lessons have by now. */
  protected readonly sections = computed(() => {
    const { outline, lessons } = this.result();
    return (outline?.sections ?? []).map((section, index) => ({ ...section, title: lessons?.[index]?.title ?? section.title }));
  });
  protected readonly outlineText = computed(() =>
    [this.title(), ...this.sections().map(({ title, summary }, index) => `${index + 1}. ${title}\n${summary}`)].join('\n\n'),
  );

  /** Where the person went; before that, to the lessons as soon as there is an outline. Nothing moves under their hands. */
  private readonly chosen = signal<number | null>(null);
  protected readonly touched = signal(false);
  protected readonly selected = computed(() => this.chosen() ?? (this.result().outline ? LESSONS : TRANSCRIPT));

  constructor() {
    // What is read is not taken away by a part that arrives.
    effect(() => {
      if (this.touched()) this.chosen.set(untracked(this.selected));
    });
  }

  protected select(index: number): void {
    if (this.touched()) this.chosen.set(index);
  }
}
