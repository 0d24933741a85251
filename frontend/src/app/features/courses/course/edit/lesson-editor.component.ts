import { ChangeDetectionStrategy, Component, afterNextRender, computed, effect, inject, input, output, signal, untracked, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatDialog } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { toApiError, type ApiError } from '../../../../core/http/api-error.js';
import { ConfirmDialog, type Confirmation } from '../../../../shared/confirm.dialog.js';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { MarkdownComponent } from '../../../studio/answer/markdown.component.js';
import type { Lesson } from '../../jobs/job.js';
import { COURSE_LIMITS } from '../course.api.js';
import { CourseEdits } from './course-edits.service.js';
import { LessonDrafts, type LessonDraft } from './lesson-drafts.service.js';
import { MarkdownFieldComponent } from './markdown-field.component.js';

/** Title and text of a lesson, to be changed. Nothing typed is lost before it is saved or given up on purpose. */
@Component({
  selector: 'byok-lesson-editor',
  imports: [
    ErrorNoticeComponent,
    MarkdownComponent,
    MarkdownFieldComponent,
    MatButtonModule,
    MatButtonToggleModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
  ],
  templateUrl: './lesson-editor.component.html',
  styleUrl: './lesson-editor.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LessonEditorComponent {
  readonly jobId = input.required<string>();
  /** Place in the course, from 0. */
  readonly index = input.required<number>();
  /** As it is saved. */
  readonly lesson = input.required<Lesson>();
  /** Whether the text is gone to at once: not when the page opens it by itself. */
  readonly takesFocus = input(true);
  /** Closed; with the text from before when another one was saved. */
  readonly closed = output<Lesson | undefined>();
  private readonly edits = inject(CourseEdits);
  private readonly drafts = inject(LessonDrafts);
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);
  private readonly field = viewChild(MarkdownFieldComponent);

  protected readonly limits = COURSE_LIMITS;
  protected readonly title = signal('');
  protected readonly text = signal('');
  protected readonly mode = signal<'write' | 'preview'>('write');
  protected readonly saving = signal(false);
  protected readonly error = signal<ApiError | null>(null);
  /** The lesson that the typed text began from. */
  private readonly base = signal<Lesson>({ title: '', markdown: '' });
  private readonly restored = signal(false);
  private readonly kept = signal(true);
  protected readonly dirty = computed(() => this.title() !== this.lesson().title || this.text() !== this.lesson().markdown);
  /** Meanwhile another text was saved, which would be lost. */
  protected readonly overtaken = computed(() => this.dirty() && !sameLesson(this.base(), this.lesson()));
  protected readonly problem = computed(() => {
    if (this.title().trim() === '') return 'emptyTitle';
    if (this.title().length > COURSE_LIMITS.lessonTitle) return 'tooLongTitle';
    if (this.text().trim() === '') return 'emptyText';
    return this.text().length > COURSE_LIMITS.lessonText ? 'tooLongText' : undefined;
  });
  protected readonly state = computed(() => {
    if (this.saving()) return 'saving';
    if (!this.dirty()) return 'unchanged';
    if (this.error() !== null) return 'failed';
    return this.restored() ? 'restored' : this.kept() ? 'dirty' : 'dirtyUnkept';
  });

  constructor() {
    let begun = false;
    effect(() => {
      const lesson = this.lesson();
      if (begun) return;
      begun = true;
      untracked(() => this.begin(lesson));
    });
    effect(() => {
      const draft = { title: this.title(), markdown: this.text(), replaces: this.base() };
      const dirty = this.dirty();
      if (begun) untracked(() => this.keep(draft, dirty));
    });
    afterNextRender(() => this.takesFocus() && this.field()?.focus());
  }

  protected type(part: 'title' | 'text', value: string): void {
    this[part].set(value);
    this.restored.set(false);
    this.error.set(null);
  }

  protected save(): void {
    if (this.saving() || this.problem() !== undefined) return;
    const before = this.lesson();
    const lesson = { title: this.title().trim(), markdown: this.text() };
    if (!this.dirty()) return this.closed.emit(undefined);
    this.saving.set(true);
    this.error.set(null);
    this.edits.saveLesson(this.index(), lesson, before).subscribe({
      next: () => {
        this.drafts.drop(this.jobId(), this.index());
        this.closed.emit(before);
      },
      error: (problem: unknown) => this.fail(toApiError(problem)),
    });
  }

  protected saveByKey(event: Event): void {
    event.preventDefault();
    this.save();
  }

  protected cancel(): void {
    if (this.saving()) return;
    if (!this.dirty()) return this.close();
    const words = (name: string): string => this.transloco.translate(`course.editor.discard.${name}`);
    const question: Confirmation = { heading: words('heading'), text: words('text'), confirm: words('confirm') };
    this.dialog
      .open(ConfirmDialog, { data: question })
      .afterClosed()
      .subscribe((confirmed) => {
        if (confirmed === true) this.close();
      });
  }

  private fail(problem: ApiError): void {
    if (problem.code !== 'conflict') return this.stop(problem);
    this.edits.refreshLesson(this.index()).subscribe({
      next: (now) => this.stop(now === undefined || sameLesson(now, this.base()) ? problem : null),
      error: (another: unknown) => this.stop(toApiError(another)),
    });
  }

  private stop(problem: ApiError | null): void {
    this.saving.set(false);
    this.error.set(problem);
  }

  private close(): void {
    this.drafts.drop(this.jobId(), this.index());
    this.closed.emit(undefined);
  }

  private begin(lesson: Lesson): void {
    const draft = this.drafts.read(this.jobId(), this.index());
    this.base.set(draft?.replaces ?? lesson);
    this.restored.set(draft !== undefined && !sameLesson(draft, lesson));
    this.title.set((draft ?? lesson).title);
    this.text.set((draft ?? lesson).markdown);
  }

  private keep(draft: LessonDraft, dirty: boolean): void {
    if (dirty) this.kept.set(this.drafts.keep(this.jobId(), this.index(), draft));
    else if (!this.saving()) this.drafts.drop(this.jobId(), this.index());
  }
}

function sameLesson(one: Lesson, other: Lesson): boolean {
  return one.title === other.title && one.markdown === other.markdown;
}
