import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPencilOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { JOB_TITLE_LENGTH } from '#contracts';
import { toApiError, type ApiError } from '../../../../core/http/api-error.js';
import { ErrorNoticeComponent } from '../../../../shared/error-notice/error-notice.component.js';
import { CourseEdits } from './course-edits.service.js';

/** The page's heading, which can be changed in place. */
@Component({
  selector: 'byok-course-title',
  imports: [ErrorNoticeComponent, IconComponent, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (editing()) {
        <form (submit)="$event.preventDefault(); save()">
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label>{{ t('course.rename.label') }}</mat-label>
            <input #field matInput dir="auto" [readonly]="saving()" [value]="typed()" (input)="typed.set(field.value)" (keydown.escape)="close()" />
            @if (tooLong()) {
              <mat-hint class="problem">{{ t('course.rename.tooLong', { count: longest }) }}</mat-hint>
            }
          </mat-form-field>
          @if (error(); as problem) {
            <byok-error-notice [error]="problem" />
          }
          <div class="byok-row">
            <button mat-flat-button type="submit" [disabled]="!canSave()" disabledInteractive>{{ t(saving() ? 'course.editor.saving' : 'course.rename.save') }}</button>
            <button mat-button type="button" [disabled]="saving()" (click)="close()">{{ t('common.action.cancel') }}</button>
          </div>
        </form>
        <h1 class="byok-visually-hidden" dir="auto">{{ title() }}</h1>
      } @else {
        <div class="shown">
          <h1 dir="auto">{{ title() }}</h1>
          @if (editable()) {
            <button #edit matIconButton type="button" [attr.aria-label]="t('course.rename.action')" [title]="t('course.rename.action')" (click)="begin()">
              <byok-icon [path]="icons.edit" />
            </button>
          }
        </div>
      }
    </ng-container>
  `,
  styles: `
    .shown {
      display: flex;
      align-items: flex-start;
      gap: 4px;
    }
    h1 {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .shown button {
      flex: none;
      margin-top: -4px;
    }
    form {
      display: grid;
      gap: 12px;
    }
    .problem {
      color: var(--byok-danger);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CourseTitleComponent {
  readonly title = input.required<string>();
  readonly editable = input(false);
  private readonly edits = inject(CourseEdits);
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  private readonly editButton = viewChild<unknown, ElementRef<HTMLElement>>('edit', { read: ElementRef });
  protected readonly icons = { edit: mdiPencilOutline };
  protected readonly longest = JOB_TITLE_LENGTH;
  protected readonly editing = signal(false);
  protected readonly saving = signal(false);
  protected readonly typed = signal('');
  protected readonly error = signal<ApiError | null>(null);
  protected readonly tooLong = computed(() => this.typed().trim().length > JOB_TITLE_LENGTH);
  protected readonly canSave = computed(() => !this.saving() && !this.tooLong() && this.typed().trim() !== '');

  protected begin(): void {
    this.typed.set(this.title());
    this.error.set(null);
    this.editing.set(true);
    setTimeout(() => this.field()?.nativeElement.select());
  }

  protected save(): void {
    if (!this.canSave()) return;
    const title = this.typed().trim();
    if (title === this.title()) return this.close();
    this.saving.set(true);
    this.error.set(null);
    this.edits.rename(title).subscribe({
      next: () => {
        this.saving.set(false);
        this.close();
      },
      error: (problem: unknown) => {
        this.saving.set(false);
        this.error.set(toApiError(problem));
      },
    });
  }

  protected close(): void {
    if (this.saving()) return;
    this.editing.set(false);
    setTimeout(() => this.editButton()?.nativeElement.focus());
  }
}
