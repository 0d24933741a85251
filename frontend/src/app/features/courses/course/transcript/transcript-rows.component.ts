import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { timeStamp } from '../time-stamp.js';
import type { RowChunk } from './transcript-rows.js';
import { piecesOf, type Found } from './transcript-search.js';

/**
 * Some rows of a transcript. Chunks far from what is seen are not laid out (`content-visibility`), and a change in
 * one doesn't have the others checked.
 */
@Component({
  selector: 'ol[byokTranscriptRows]',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @for (row of view(); track row.index) {
        <li [class.active]="row.index === active()" [attr.data-row]="row.index" [attr.aria-current]="row.index === active() ? 'true' : null">
          @if (row.stamp !== undefined) {
            @if (playable()) {
              <button type="button" [attr.aria-label]="t('course.transcript.playFrom', { time: row.stamp })" (click)="playFrom.emit(row.start!)">
                {{ row.stamp }}
              </button>
            } @else {
              <span class="time">{{ row.stamp }}</span>
            }
          }
          <span class="words" dir="auto">
            @for (piece of row.pieces; track $index) {
              @if (piece.found !== undefined) {
                <mark [class.current]="piece.found === current()">{{ piece.text }}</mark>
              } @else {
                <ng-container>{{ piece.text }}</ng-container>
              }
            }
          </span>
        </li>
      }
    </ng-container>
  `,
  styleUrl: './transcript-rows.component.scss',
  host: { '[attr.aria-label]': 'span()', '[class.timed]': 'timed()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TranscriptRowsComponent {
  readonly chunk = input.required<RowChunk>();
  /** Its time stamps play the recording. */
  readonly playable = input(false);
  /** Index of the row that is being played; -1: none of these. */
  readonly active = input(-1);
  /** What was found in these rows, and the number of the first among all. */
  readonly found = input<{ first: number; places: readonly Found[] }>();
  /** Number of the place that is looked at; -1: none of these. */
  readonly current = input(-1);
  /** Seconds to play from. */
  readonly playFrom = output<number>();

  protected readonly timed = computed(() => this.chunk().rows[0]?.start !== undefined);
  protected readonly span = computed(() => {
    const { rows } = this.chunk();
    const [from, to] = [rows[0]?.start, rows.at(-1)?.start];
    return from === undefined || to === undefined ? null : `${timeStamp(from)}–${timeStamp(to)}`;
  });
  protected readonly view = computed(() => {
    const { first = 0, places = [] } = this.found() ?? {};
    return this.chunk().rows.map(({ index, start, text }) => {
      const here = places.filter(({ row }) => row === index);
      const before = places.findIndex(({ row }) => row === index);
      return { index, start, stamp: start === undefined ? undefined : timeStamp(start), pieces: piecesOf(text, here, first + before) };
    });
  });
}
