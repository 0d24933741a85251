import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiTrayArrowDown } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { saveFile } from '../../../../shared/save-file.js';
import type { CourseResult } from '../../jobs/job.js';
import { courseFile } from './course-files.js';
import { extensionOf, formatsOf, type CourseFormat } from './course-formats.js';
import { fileName } from './file-name.js';

/** The menu of files that a course can be saved as. They are made in the browser. */
@Component({
  selector: 'byok-course-download',
  imports: [IconComponent, MatButtonModule, MatMenuModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (formats().length > 0) {
        <button mat-stroked-button type="button" [matMenuTriggerFor]="files" [disabled]="busy()" disabledInteractive>
          <byok-icon [path]="icons.download" />{{ t('course.results.download') }}
        </button>
        <mat-menu #files="matMenu" xPosition="before">
          @for (format of formats(); track format) {
            <button mat-menu-item type="button" (click)="download(format, t('course.results.outline'))">{{ t('course.format.' + format) }}</button>
          }
        </mat-menu>
      }
      @if (failed()) {
        <p role="alert">{{ t('course.results.downloadFailed') }}</p>
      }
    </ng-container>
  `,
  styles: `
    byok-icon {
      width: 18px;
      height: 18px;
      margin: 0 6px 0 -4px;
      vertical-align: -4px;
    }
    p {
      margin-top: 8px;
      color: var(--byok-danger);
      font-size: 0.9375rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CourseDownloadComponent {
  /** What the course is called. */
  readonly title = input.required<string>();
  readonly result = input.required<CourseResult>();
  protected readonly formats = computed(() => formatsOf(this.result()));
  protected readonly busy = signal(false);
  protected readonly failed = signal(false);
  protected readonly icons = { download: mdiTrayArrowDown };

  protected async download(format: CourseFormat, outline: string): Promise<void> {
    this.busy.set(true);
    this.failed.set(false);
    try {
      saveFile(await courseFile(format, this.title(), this.result(), { outline }), fileName(this.title(), extensionOf(format)));
    } catch {
      this.failed.set(true);
    } finally {
      this.busy.set(false);
    }
  }
}
