import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { readableTime } from '#contracts';
import type { JobView } from '../jobs/job.js';

/** How much of a recording is transcribed, in words: “0:40 of 2:53”. Its length is known where the file is at hand. */
@Component({
  selector: 'byok-transcribed',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      {{ seconds() === undefined ? t('courses.progress.transcribing', { done: done() }) : t('courses.progress.transcribingOf', { done: done(), whole: whole() }) }}
    </ng-container>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TranscribedComponent {
  readonly view = input.required<JobView>();
  readonly file = input<File | null>(null);
  protected readonly seconds = signal<number | undefined>(undefined);
  protected readonly done = computed(() => readableTime(this.view().result?.transcript?.segments.at(-1)?.end ?? 0));
  protected readonly whole = computed(() => readableTime(this.seconds() ?? 0));
  private address = '';

  constructor() {
    effect(() => this.measure(this.file()));
    inject(DestroyRef).onDestroy(() => URL.revokeObjectURL(this.address));
  }

  private measure(file: File | null): void {
    this.seconds.set(undefined);
    URL.revokeObjectURL(this.address);
    if (file === null) return;
    this.address = URL.createObjectURL(file);
    const media = new Audio();
    media.preload = 'metadata';
    media.onloadedmetadata = () => {
      if (this.file() === file && Number.isFinite(media.duration)) this.seconds.set(media.duration);
    };
    media.src = this.address;
  }
}
