import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, output, signal, untracked, viewChild } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Transcript } from '#contracts';
import { TranscriptPlayerComponent } from './transcript-player.component.js';
import { TranscriptRowsComponent } from './transcript-rows.component.js';
import { chunksOf, rowAt, rowsOf, type RowChunk } from './transcript-rows.js';
import { scrollToRow } from './transcript-scroll.js';
import { TranscriptSearchComponent } from './transcript-search.component.js';
import { findInRows, type Found } from './transcript-search.js';

/** Keys by which a person scrolls, and so looks elsewhere than where the recording is. */
const SCROLL_KEYS: ReadonlySet<string> = new Set(['PageUp', 'PageDown', 'Home', 'End']);

/** The transcript: its time stamps play the recording when that is at hand, what is spoken is marked, and it can be searched. */
@Component({
  selector: 'byok-transcript',
  imports: [MatButtonModule, TranscriptPlayerComponent, TranscriptRowsComponent, TranscriptSearchComponent, TranslocoDirective],
  templateUrl: './transcript.component.html',
  styleUrl: './transcript.component.scss',
  host: { '(document:wheel)': 'lookAway()', '(document:touchmove)': 'lookAway()', '(document:keydown)': 'scrollKey($event.key)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TranscriptComponent {
  readonly transcript = input.required<Transcript>();
  /** The recording, which the server no longer has. */
  readonly recording = input<File | null>(null);
  readonly recordingChosen = output<File>();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly player = viewChild(TranscriptPlayerComponent);

  private readonly rows = computed(() => rowsOf(this.transcript()));
  protected readonly chunks = computed(() => chunksOf(this.rows()));
  protected readonly timed = computed(() => this.transcript().segments.length > 0);
  protected readonly end = computed(() => this.transcript().segments.at(-1)?.end ?? 0);

  private readonly position = signal(-1);
  protected readonly playing = signal(false);
  /** What is spoken stays in sight, until the person scrolls away. */
  protected readonly following = signal(true);
  protected readonly active = computed(() => (this.position() < 0 ? -1 : rowAt(this.rows(), this.position())));

  protected readonly query = signal('');
  protected readonly found = computed(() => findInRows(this.rows(), this.query()));
  protected readonly current = signal(0);
  private readonly foundByChunk = computed(() => {
    const chunks = this.chunks();
    const size = chunks[0]?.rows.length ?? 1;
    const groups = new Map<number, { first: number; places: Found[] }>();
    this.found().forEach((place, index) => {
      const at = Math.floor(place.row / size);
      const group = groups.get(at);
      if (group) group.places.push(place);
      else groups.set(at, { first: index, places: [place] });
    });
    return groups;
  });

  constructor() {
    effect(() => {
      this.recording();
      this.position.set(-1);
      this.playing.set(false);
    });
    effect(() => {
      const active = this.active();
      if (active >= 0 && untracked(() => this.playing() && this.following())) scrollToRow(this.element, active, true);
    });
    effect(() => {
      this.query();
      untracked(() => this.show(0));
    });
  }

  protected moveTo(seconds: number): void {
    this.position.set(seconds);
  }

  protected play(seconds: number): void {
    this.following.set(true);
    this.position.set(seconds);
    this.player()?.playFrom(seconds);
  }

  protected follow(): void {
    this.following.set(true);
    scrollToRow(this.element, this.active(), false);
  }

  protected lookAway(): void {
    if (this.playing()) this.following.set(false);
  }

  protected scrollKey(key: string): void {
    if (SCROLL_KEYS.has(key)) this.lookAway();
  }

  protected step(by: 1 | -1): void {
    const count = this.found().length;
    if (count > 0) this.show((this.current() + by + count) % count);
  }

  protected foundIn(chunk: number): { first: number; places: Found[] } | undefined {
    return this.foundByChunk().get(chunk);
  }

  /** The number of a row or found place as far as it is one of the chunk's own. */
  protected within({ first, rows }: RowChunk, row: number | undefined, value = row ?? -1): number {
    return row !== undefined && row >= first && row < first + rows.length ? value : -1;
  }

  private show(number: number): void {
    this.current.set(number);
    const place = this.found()[number];
    if (place === undefined) return;
    this.lookAway();
    scrollToRow(this.element, place.row, false);
  }
}
