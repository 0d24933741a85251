import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiChevronDown, mdiPencilOutline } from '@mdi/js';
import { CLOCK_TIME, IconComponent } from '#angular-byok/elements';
import type { Lesson } from '#contracts';
import { CopyButtonComponent } from '../../../../shared/copy-button.component.js';
import { LanguageService } from '../../../../core/i18n/language.service.js';
import { Printing } from '../../../../shared/printing.service.js';
import { MarkdownComponent } from '../../../studio/answer/markdown.component.js';
import { CourseEdits } from '../edit/course-edits.service.js';
import { LessonDrafts } from '../edit/lesson-drafts.service.js';
import { LessonEditorComponent } from '../edit/lesson-editor.component.js';

/** What became of the last change: saved at a moment, put back, or the putting back failed. */
type Outcome = { kind: 'saved'; at: Date; before: Lesson } | { kind: 'undone' } | { kind: 'undoFailed'; before: Lesson };

/** A lesson that unfolds, to read and to change. */
@Component({
  selector: 'byok-lesson',
  imports: [CopyButtonComponent, IconComponent, LessonEditorComponent, MarkdownComponent, MatButtonModule, TranslocoDirective],
  templateUrl: './lesson.component.html',
  styleUrl: './lesson.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LessonComponent {
  readonly jobId = input.required<string>();
  /** Place in the course, from 0. */
  readonly index = input.required<number>();
  readonly lesson = input.required<Lesson>();
  readonly editable = input(false);
  private readonly edits = inject(CourseEdits);
  private readonly drafts = inject(LessonDrafts);
  private readonly language = inject(LanguageService).language;
  private readonly editButton = viewChild<unknown, ElementRef<HTMLElement>>('edit', { read: ElementRef });
  protected readonly icons = { unfold: mdiChevronDown, edit: mdiPencilOutline };
  protected readonly editing = signal(false);
  protected readonly byHand = signal(false);
  protected readonly printing = inject(Printing).active;
  protected readonly unfolded = signal(false);
  protected readonly undoing = signal(false);
  protected readonly outcome = signal<Outcome | null>(null);
  protected readonly savedAt = computed(() => {
    const outcome = this.outcome();
    return outcome?.kind === 'saved' ? new Intl.DateTimeFormat(this.language(), CLOCK_TIME).format(outcome.at) : '';
  });

  constructor() {
    afterNextRender(() => {
      const forgotten = this.editable() && this.drafts.read(this.jobId(), this.index()) !== undefined;
      this.editing.set(forgotten);
      this.unfolded.set(this.index() === 0 || forgotten);
    });
  }

  /** What printing opens stays as it was. */
  protected noteFold(open: boolean): void {
    if (!this.printing()) this.unfolded.set(open);
  }

  protected begin(): void {
    this.byHand.set(true);
    this.outcome.set(null);
    this.editing.set(true);
  }

  protected closed(before: Lesson | undefined): void {
    this.editing.set(false);
    if (before) this.outcome.set({ kind: 'saved', at: new Date(), before });
    setTimeout(() => this.editButton()?.nativeElement.focus({ preventScroll: true }));
  }

  protected undo(before: Lesson): void {
    this.undoing.set(true);
    this.edits.saveLesson(this.index(), before, this.lesson()).subscribe({
      next: () => this.undone({ kind: 'undone' }),
      error: () => this.undone({ kind: 'undoFailed', before }),
    });
  }

  private undone(outcome: Outcome): void {
    this.undoing.set(false);
    this.outcome.set(outcome);
    setTimeout(() => this.editButton()?.nativeElement.focus({ preventScroll: true }));
  }
}
