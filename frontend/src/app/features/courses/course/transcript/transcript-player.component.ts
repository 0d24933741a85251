import { ChangeDetectionStrategy, Component, ElementRef, effect, input, output, signal, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPlayCircleOutline } from '@mdi/js';
import { IconComponent } from '#angular-byok/elements';
import { RECORDING_TYPES } from '../../new/input-check.js';

/** A recording that ends at least this many seconds before its transcript is another one. */
const TOLERANCE = 5;

/** Plays the recording from this computer, or asks for the file. */
@Component({
  selector: 'byok-transcript-player',
  imports: [IconComponent, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (address(); as url) {
        <audio
          #player
          controls
          preload="metadata"
          [src]="url"
          [attr.aria-label]="t('course.transcript.player')"
          (timeupdate)="position.emit(player.currentTime)"
          (seeking)="position.emit(player.currentTime)"
          (play)="playingChange.emit(true)"
          (pause)="playingChange.emit(false)"
          (loadedmetadata)="tooShort.set(player.duration + tolerance < until())"
          (error)="unplayable.set(true)"
        ></audio>
        @if (unplayable() || tooShort()) {
          <p class="problem" role="alert">
            {{ t(unplayable() ? 'course.transcript.unplayable' : 'course.transcript.tooShort') }}
            <button type="button" (click)="picker.click()">{{ t('course.transcript.other') }}</button>
          </p>
        }
      } @else {
        <div class="byok-row">
          <button mat-stroked-button type="button" (click)="picker.click()"><byok-icon [path]="icons.play" />{{ t('course.transcript.open') }}</button>
          <p class="byok-muted">{{ t('course.transcript.openHint') }}</p>
        </div>
      }
      <input #picker type="file" hidden [accept]="types" (change)="pick(picker)" />
    </ng-container>
  `,
  styles: `
    audio {
      display: block;
      width: 100%;
      height: 48px;
    }
    byok-icon {
      width: 18px;
      height: 18px;
      margin: 0 6px 0 -4px;
      vertical-align: -4px;
    }
    .byok-row .byok-muted {
      flex: 1 1 260px;
    }
    .problem {
      margin-top: 8px;
      padding: 10px 14px;
      border-radius: 12px;
      background: var(--byok-notice-container);
      color: var(--byok-on-notice-container);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
    .problem button {
      padding: 0;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      font-weight: 550;
      text-decoration: underline;
      text-underline-offset: 3px;
      cursor: pointer;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TranscriptPlayerComponent {
  readonly recording = input.required<File | null>();
  /** Where the transcript ends, in seconds. */
  readonly until = input.required<number>();
  readonly recordingChosen = output<File>();
  /** Seconds. */
  readonly position = output<number>();
  readonly playingChange = output<boolean>();
  private readonly player = viewChild<ElementRef<HTMLAudioElement>>('player');
  protected readonly address = signal<string | null>(null);
  protected readonly unplayable = signal(false);
  protected readonly tooShort = signal(false);
  protected readonly tolerance = TOLERANCE;
  protected readonly types = RECORDING_TYPES;
  protected readonly icons = { play: mdiPlayCircleOutline };

  constructor() {
    effect((onCleanup) => {
      const file = this.recording();
      const address = file === null ? null : URL.createObjectURL(file);
      this.address.set(address);
      this.unplayable.set(false);
      this.tooShort.set(false);
      onCleanup(() => address !== null && URL.revokeObjectURL(address));
    });
  }

  /** @param seconds from the beginning of the recording */
  playFrom(seconds: number): void {
    const player = this.player()?.nativeElement;
    if (!player) return;
    player.currentTime = seconds;
    player.play().catch(() => undefined);
  }

  protected pick(picker: HTMLInputElement): void {
    const file = picker.files?.[0];
    picker.value = '';
    if (file) this.recordingChosen.emit(file);
  }
}
