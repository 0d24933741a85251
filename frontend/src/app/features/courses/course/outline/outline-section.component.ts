import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiPencilOutline } from '@mdi/js';
import { toApiError, type ApiError } from '../../../../core/http/api-error.js';
import { ConfirmDialog, type Confirmation } from '../../../../shared/confirm.dialog.js';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { IconComponent } from '../../../../shared/icon.component.js';
import { COURSE_LIMITS } from '../course.api.js';
import { CourseEdits } from '../edit/course-edits.service.js';

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
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);
  private readonly field = viewChild<ElementRef<HTMLTextAreaElement>>('field');
  private readonly editButton = viewChild<unknown, ElementRef<HTMLElement>>('edit', { read: ElementRef });
  protected readonly icons = { edit: mdiPencilOutline };
  protected readonly limit = COURSE_LIMITS.summary;
  protected readonly editing = signal(false);
  protected readonly saving = signal(false);
  protected readonly typed = signal('');
  protected readonly error = signal<ApiError | null>(null);
  /** The summary that the typed text began from. */
  private readonly base = signal('');
  protected readonly dirty = computed(() => this.typed().trim() !== this.summary());
  /** Meanwhile another text was saved, which would be lost. */
  protected readonly overtaken = computed(() => this.dirty() && this.base() !== this.summary());
  protected readonly tooLong = computed(() => this.typed().length > COURSE_LIMITS.summary);

  protected begin(): void {
    this.base.set(this.summary());
    this.typed.set(this.summary());
    this.error.set(null);
    this.editing.set(true);
    setTimeout(() => this.field()?.nativeElement.focus());
  }

  protected save(event: Event): void {
    event.preventDefault();
    if (this.saving() || this.tooLong()) return;
    if (!this.dirty()) return this.close();
    this.saving.set(true);
    this.error.set(null);
    this.edits.saveSummary(this.index(), this.typed().trim(), this.summary()).subscribe({
      next: () => {
        this.saving.set(false);
        this.close();
      },
      error: (problem: unknown) => this.fail(toApiError(problem)),
    });
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
    this.edits.refreshSummary(this.index()).subscribe({
      next: (now) => this.stop(now === undefined || now === this.base() ? problem : null),
      error: (another: unknown) => this.stop(toApiError(another)),
    });
  }

  private stop(problem: ApiError | null): void {
    this.saving.set(false);
    this.error.set(problem);
  }

  private close(): void {
    this.editing.set(false);
    setTimeout(() => this.editButton()?.nativeElement.focus({ preventScroll: true }));
  }
}
