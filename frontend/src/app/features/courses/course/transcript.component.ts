import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPlayCircleOutline } from '@mdi/js';
import { IconComponent } from '../../../shared/icon.component.js';
import type { Transcript } from '../jobs/job.js';
import { RECORDING_TYPES } from '../new/input-check.js';
import { timeStamp } from './time-stamp.js';

/** The transcript; its time stamps play the recording, when that is at hand on this computer. */
@Component({
  selector: 'byok-transcript',
  imports: [IconComponent, MatButtonModule, TranslocoDirective],
  templateUrl: './transcript.component.html',
  styleUrl: './transcript.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TranscriptComponent {
  readonly transcript = input.required<Transcript>();
  /** The recording, which the server no longer has. */
  readonly recording = input<File | null>(null);
  readonly recordingChosen = output<File>();
  private readonly player = viewChild<ElementRef<HTMLAudioElement>>('player');
  protected readonly address = signal<string | null>(null);
  protected readonly unplayable = signal(false);
  protected readonly position = signal(-1);
  protected readonly types = RECORDING_TYPES;
  protected readonly icons = { play: mdiPlayCircleOutline };
  protected readonly stamp = timeStamp;
  protected readonly activeIndex = computed(() => {
    const position = this.position();
    return position < 0 ? -1 : this.transcript().segments.findLastIndex(({ start }) => start <= position + 0.05);
  });

  constructor() {
    effect((onCleanup) => {
      const file = this.recording();
      const address = file === null ? null : URL.createObjectURL(file);
      this.address.set(address);
      this.unplayable.set(false);
      this.position.set(-1);
      onCleanup(() => address !== null && URL.revokeObjectURL(address));
    });
  }

  protected play(seconds: number): void {
    const player = this.player()?.nativeElement;
    if (!player) return;
    player.currentTime = seconds;
    this.position.set(seconds);
    player.play().catch(() => undefined);
  }

  protected pick(picker: HTMLInputElement): void {
    const file = picker.files?.[0];
    picker.value = '';
    if (file) this.recordingChosen.emit(file);
  }
}
