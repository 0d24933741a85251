import { ChangeDetectionStrategy, Component, ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiFileMusicOutline, mdiFileVideoOutline, mdiTrayArrowUp } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { FileSizePipe } from '../../../shared/file-size.pipe.js';
import { RECORDING_TYPES } from './input-check.js';
import { TEXT_TYPES } from './text-file.js';
import { NewCourseService } from './new-course.service.js';

/**
 * Takes a recording, dropped anywhere on the page or chosen in the file dialog. A file that misses the field must
 * not open in place of the page.
 */
@Component({
  selector: 'byok-recording-drop',
  imports: [FileSizePipe, IconComponent, MatButtonModule, TranslocoDirective],
  templateUrl: './recording-drop.component.html',
  styleUrl: './recording-drop.component.scss',
  host: {
    '(document:dragover)': 'hover($event)',
    '(document:dragleave)': 'leave($event)',
    '(document:drop)': 'drop($event)',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RecordingDropComponent {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly course = inject(NewCourseService);
  protected readonly over = signal(false);
  protected readonly types = `${RECORDING_TYPES},${TEXT_TYPES}`;
  protected readonly icons = { upload: mdiTrayArrowUp, audio: mdiFileMusicOutline, video: mdiFileVideoOutline };

  private readonly picker = viewChild.required<ElementRef<HTMLInputElement>>('picker');

  focus(): void {
    this.element.querySelector('button')?.focus();
  }

  /** Opens the file dialog. */
  pick(): void {
    this.picker().nativeElement.click();
  }

  protected take(picker: HTMLInputElement): void {
    const file = picker.files?.[0];
    // The same file may be chosen again after it was removed.
    picker.value = '';
    if (file) this.choose(file);
  }

  protected remove(): void {
    this.course.removeFile();
    setTimeout(() => this.focus());
  }

  protected hover(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.course.step() === 'form' ? 'copy' : 'none';
    this.over.set(this.course.step() === 'form');
  }

  protected leave(event: DragEvent): void {
    if (event.relatedTarget === null) this.over.set(false);
  }

  protected drop(event: DragEvent): void {
    this.over.set(false);
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) this.choose(file);
  }

  private choose(file: File): void {
    this.course.choose(file);
    setTimeout(() => this.focus());
  }
}
