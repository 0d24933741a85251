import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { ConfirmService } from '#angular-byok/elements';
import { FileSizePipe } from '../../../shared/file-size.pipe.js';
import { TimeLeftComponent } from '../time-left.component.js';
import { RecordingUpload } from '../upload/recording-upload.service.js';
import { NewCourseService } from './new-course.service.js';

/** What is on its way to the server: how far, how fast, and what can be done about it. */
@Component({
  selector: 'byok-upload-progress',
  imports: [FileSizePipe, MatButtonModule, MatProgressBarModule, TimeLeftComponent, TranslocoDirective],
  templateUrl: './upload-progress.component.html',
  styleUrl: './upload-progress.component.scss',
  host: { class: 'byok-section' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UploadProgressComponent {
  private readonly confirm = inject(ConfirmService);
  private readonly main = viewChild<unknown, ElementRef<HTMLElement>>('main', { read: ElementRef });
  protected readonly course = inject(NewCourseService);
  protected readonly upload = inject(RecordingUpload);
  /** Dictionary words under `courses.upload`; also what is told aloud. */
  protected readonly state = computed(() => {
    if (this.course.step() === 'upload') return this.upload.phase() ?? 'sending';
    return this.course.source() === 'text' ? 'sendingText' : 'checking';
  });
  protected readonly share = computed(() => {
    const { loaded, total } = this.upload.progress();
    return total > 0 ? (100 * loaded) / total : 0;
  });

  focus(): void {
    this.main()?.nativeElement.focus();
  }

  protected pauseOrGoOn(): void {
    if (this.upload.phase() === 'paused') this.upload.resume();
    else this.upload.pause();
  }

  protected cancel(): void {
    this.confirm.ask('courses.upload.cancelling').subscribe(() => {
      // It may have come to its end while the question stood there.
      if (this.course.step() === 'upload') this.course.cancelUpload();
    });
  }
}
