import type { Bytes } from './bytes.js';

/** Code points of UTF-8, without making a string. The caller zero-fills the result. */
export function codePoints(bytes: Bytes): Uint32Array {
  const points = new Uint32Array(bytes.length);
  let count = 0;
  for (let index = 0; index < bytes.length; ) {
    const lead = bytes[index] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    let point = length === 1 ? lead : lead & (0xff >> (length + 1));
    for (let step = 1; step < length; step += 1) point = (point << 6) | ((bytes[index + step] ?? 0) & 0x3f);
    points[count] = point;
    count += 1;
    index += length;
  }
  return points.subarray(0, count);
}

const LOOKALIKES = new Map(
  Array.from(['@a', '4a', '3e', '0o', '$s', '5s', '7t', '1i', '!i'], ([typed = '', meant = '']) => [
    typed.codePointAt(0),
    meant.codePointAt(0),
  ]),
);

/** The letter that a digit or sign often stands for, as in `p@ssw0rd`. */
export function lookalike(point: number): number | undefined {
  return LOOKALIKES.get(point);
}

/** Lower case of Latin and Cyrillic letters; everything else unchanged. */
export function lowerCase(point: number): number {
  if ((point >= 0x41 && point <= 0x5a) || (point >= 0x410 && point <= 0x42f)) return point + 32;
  return point === 0x401 ? 0x451 : point;
}

export function isLetter(point: number): boolean {
  return (point >= 0x61 && point <= 0x7a) || (point >= 0x430 && point <= 0x451);
}

const VOWELS = new Set(Array.from('aeiouyаеёиоуыэюя', (letter) => letter.codePointAt(0) ?? 0));

export function isVowel(point: number): boolean {
  return VOWELS.has(point);
}
