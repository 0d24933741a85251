import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiCheck, mdiClockOutline, mdiClose, mdiDotsHorizontal, mdiMinus } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { FallbackNoticeComponent } from '../../studio/receipt/fallback-notice.component.js';
import { ReceiptLineComponent } from '../../studio/receipt/receipt-line.component.js';
import type { JobView } from '../jobs/job.js';
import { stageReceipts } from '../jobs/stage-receipts.js';
import { courseStages, type CourseStage, type StageState } from './stages.js';

const ICONS: Readonly<Record<StageState, string>> = {
  done: mdiCheck,
  active: mdiDotsHorizontal,
  waiting: mdiClockOutline,
  failed: mdiClose,
  cancelled: mdiMinus,
};

/** The stages of a course, each with its state, who paid for it, and a fallback where it happened. */
@Component({
  selector: 'byok-stage-list',
  imports: [FallbackNoticeComponent, IconComponent, ReceiptLineComponent, TranslocoDirective],
  templateUrl: './stage-list.component.html',
  styleUrl: './stage-list.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StageListComponent {
  readonly view = input.required<JobView>();
  readonly recording = input.required<boolean>();
  protected readonly icons = ICONS;
  protected readonly stages = computed(() => courseStages(this.view(), this.recording()));
  private readonly receipts = computed(() => stageReceipts(this.view().receipts));

  /** How many lessons there are so far; undefined when none or all. */
  protected readonly lessons = computed(() => {
    const { result, status } = this.view();
    const done = (result?.lessons ?? []).filter((lesson) => lesson !== null).length;
    return status === 'completed' || done === 0 ? undefined : { done, count: Math.max(done, result?.outline?.sections.length ?? 0) };
  });

  protected words({ name }: CourseStage): string {
    return `courses.stage.${name === 'input' ? (this.recording() ? 'recording' : 'text') : name}`;
  }

  protected receiptsOf({ name }: CourseStage) {
    return this.receipts().filter(({ stage }) => stage === name);
  }
}
