import { CustomSource } from 'mediabunny';
import { Problem, type RecordingFile } from './recording-file.ts';

/** Bytes of the file, or bytes to be read in place of some. */
export type Stretch = { readonly start: number; readonly end: number } | { readonly bytes: Uint8Array };

/** A recording within the file, which can be read as if it were a file of its own. */
export type Part = readonly Stretch[];

/** Parts of one file, at most. */
export const MAX_PARTS = 5000;
/** Stretches of one part, at most. */
const MAX_STRETCHES = 100_000;
/** Largest read at once, in bytes. A cluster of video comes whole, and is at most a minute long. */
const READ_BYTES = 128 * 1024 ** 2;

export const lengthOf = (stretch: Stretch): number => ('bytes' in stretch ? stretch.bytes.length : stretch.end - stretch.start);

export const sizeOf = (part: Part): number => part.reduce((sum, stretch) => sum + lengthOf(stretch), 0);

/** Puts parts together as they are found. */
export class PartList {
  readonly parts: Stretch[][] = [];

  begin(...stretches: Stretch[]): void {
    if (this.parts.length === MAX_PARTS) throw new Problem(`The recording is put together of more than ${MAX_PARTS} parts.`);
    this.parts.push(stretches);
  }

  /** Begins with what the part that was begun last has from this place on. */
  beginAt(start: number): void {
    const last = this.parts.at(-1)?.pop();
    this.begin();
    if (last === undefined || 'bytes' in last) return;
    if (last.start < start) this.parts.at(-2)?.push({ start: last.start, end: start });
    this.add(Math.max(start, last.start), last.end);
  }

  /** Adds to the part that was begun last. */
  add(start: number, end: number): void {
    const part = this.parts.at(-1);
    const last = part?.at(-1);
    if (part === undefined || start >= end) return;
    if (part.length === MAX_STRETCHES) throw new Problem('');
    if (last !== undefined && 'end' in last && last.end === start) part[part.length - 1] = { start: last.start, end };
    else part.push({ start, end });
  }
}

/** The bytes that may still be read; the reading of heads is bounded, that of sound is not. */
export interface Budget {
  left: number;
}

/** What the library reads a part from. */
export function sourceOf(file: RecordingFile, part: Part, budget: Budget): CustomSource {
  const ends: number[] = [];
  for (const stretch of part) ends.push((ends.at(-1) ?? 0) + lengthOf(stretch));
  return new CustomSource({
    getSize: () => ends.at(-1) ?? 0,
    read: (start, end) => {
      budget.left -= end - start;
      if (end - start > READ_BYTES) throw new Error('A part is larger than any recording needs.');
      if (budget.left < 0) throw new Error('The head is larger than any recording needs.');
      const bytes = new Uint8Array(end - start);
      for (let at = start, place = placeOf(ends, start); at < end; place += 1) {
        const stretch = part[place] as Stretch;
        const within = at - ((ends[place] as number) - lengthOf(stretch));
        const until = Math.min(end, ends[place] as number);
        bytes.set('bytes' in stretch ? stretch.bytes.subarray(within, within + until - at) : file.copy(stretch.start + within, stretch.start + within + until - at), at - start);
        at = until;
      }
      return bytes;
    },
    prefetchProfile: 'fileSystem',
    handleUnhandledError: () => undefined,
  });
}

/** The first stretch that ends behind this place. */
function placeOf(ends: readonly number[], at: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
