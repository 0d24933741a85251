import { ChangeDetectionStrategy, Component, afterNextRender, computed, effect, inject, input, output, signal, untracked, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { COURSE_TEXT_LIMITS, type Lesson } from '#contracts';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { MarkdownComponent } from '../../../studio/answer/markdown.component.js';
import { CourseEdits } from './course-edits.service.js';
import { LessonDrafts, type LessonDraft } from './lesson-drafts.service.js';
import { MarkdownFieldComponent } from './markdown-field.component.js';
import { TextEdit } from './text-edit.js';

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
  private readonly field = viewChild(MarkdownFieldComponent);

  protected readonly limits = COURSE_TEXT_LIMITS;
  protected readonly title = signal('');
  protected readonly text = signal('');
  protected readonly mode = signal<'write' | 'preview'>('write');
  private readonly restored = signal(false);
  private readonly kept = signal(true);
  protected readonly edit = new TextEdit<Lesson>({
    saved: this.lesson,
    typed: computed(() => ({ title: this.title(), markdown: this.text() })),
    same: sameLesson,
    save: (replaces) => this.edits.saveLesson(this.index(), { title: this.title().trim(), markdown: this.text() }, replaces),
    refresh: () => this.edits.refreshLesson(this.index()),
    close: (before) => this.close(before),
  });
  protected readonly problem = computed(() => {
    if (this.title().trim() === '') return 'emptyTitle';
    if (this.title().length > COURSE_TEXT_LIMITS.lessonTitle) return 'tooLongTitle';
    if (this.text().trim() === '') return 'emptyText';
    return this.text().length > COURSE_TEXT_LIMITS.lessonMarkdown ? 'tooLongText' : undefined;
  });
  protected readonly state = computed(() => {
    if (this.edit.saving()) return 'saving';
    if (!this.edit.dirty()) return 'unchanged';
    if (this.edit.error() !== null) return 'failed';
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
      const draft = { title: this.title(), markdown: this.text(), replaces: this.edit.base() ?? this.lesson() };
      const dirty = this.edit.dirty();
      if (begun) untracked(() => this.keep(draft, dirty));
    });
    afterNextRender(() => this.takesFocus() && this.field()?.focus());
  }

  protected type(part: 'title' | 'text', value: string): void {
    this[part].set(value);
    this.restored.set(false);
    this.edit.forgetError();
  }

  protected save(event: Event): void {
    event.preventDefault();
    if (this.problem() === undefined) this.edit.save();
  }

  private close(before?: Lesson): void {
    this.drafts.drop(this.jobId(), this.index());
    this.closed.emit(before);
  }

  private begin(lesson: Lesson): void {
    const draft = this.drafts.read(this.jobId(), this.index());
    this.edit.begin(draft?.replaces ?? lesson);
    this.restored.set(draft !== undefined && !sameLesson(draft, lesson));
    this.title.set((draft ?? lesson).title);
    this.text.set((draft ?? lesson).markdown);
  }

  private keep(draft: LessonDraft, dirty: boolean): void {
    if (dirty) this.kept.set(this.drafts.keep(this.jobId(), this.index(), draft));
    else if (!this.edit.saving()) this.drafts.drop(this.jobId(), this.index());
  }
}

function sameLesson(one: Lesson, other: Lesson): boolean {
  return one.title === other.title && one.markdown === other.markdown;
}
