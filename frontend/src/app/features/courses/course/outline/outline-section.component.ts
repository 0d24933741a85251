import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPencilOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { COURSE_TEXT_LIMITS } from '#contracts';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { CourseEdits } from '../edit/course-edits.service.js';
import { TextEdit } from '../edit/text-edit.js';

/** A section of the outline: its title, and what it is about, which can be changed in place. */
@Component({
  selector: 'byok-outline-section',
  imports: [ErrorNoticeComponent, IconComponent, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  templateUrl: './outline-section.component.html',
  styleUrl: './outline-section.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OutlineSectionComponent {
  /** Place in the outline, from 0. */
  readonly index = input.required<number>();
  readonly title = input.required<string>();
  readonly summary = input.required<string>();
  readonly editable = input(false);
  private readonly edits = inject(CourseEdits);
  private readonly field = viewChild<ElementRef<HTMLTextAreaElement>>('field');
  private readonly editButton = viewChild<unknown, ElementRef<HTMLElement>>('editButton', { read: ElementRef });
  protected readonly icons = { edit: mdiPencilOutline };
  protected readonly limit = COURSE_TEXT_LIMITS.summary;
  protected readonly editing = signal(false);
  protected readonly typed = signal('');
  protected readonly edit = new TextEdit<string>({
    saved: this.summary,
    typed: computed(() => this.typed().trim()),
    same: (one, other) => one === other,
    save: (replaces) => this.edits.saveSummary(this.index(), this.typed().trim(), replaces),
    refresh: () => this.edits.refreshSummary(this.index()),
    close: () => this.close(),
  });
  protected readonly tooLong = computed(() => this.typed().length > COURSE_TEXT_LIMITS.summary);

  protected begin(): void {
    this.typed.set(this.summary());
    this.edit.begin();
    this.editing.set(true);
    setTimeout(() => this.field()?.nativeElement.focus());
  }

  protected save(event: Event): void {
    event.preventDefault();
    if (!this.tooLong()) this.edit.save();
  }

  private close(): void {
    this.editing.set(false);
    setTimeout(() => this.editButton()?.nativeElement.focus({ preventScroll: true }));
  }
}
