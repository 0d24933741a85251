import { zeroFill, type Bytes } from './bytes.js';
import { codePoints, isLetter, isVowel, lowerCase, lookalike } from './code-points.js';
import { COMMON_WORDS, KEYBOARD_WALKS } from './common-passwords.js';

/** Characters that a vault password has at least. */
export const MINIMUM_PASSWORD_LENGTH = 12;

export type PasswordWeakness = 'too-short' | 'common' | 'predictable' | 'single-word';

export interface PasswordStrength {
  /** 0 hopeless … 2 refused, 3 enough, 4 strong. */
  score: 0 | 1 | 2 | 3 | 4;
  acceptable: boolean;
  /** What weakens it most; null when it is acceptable. */
  weakness: PasswordWeakness | null;
}

/** Base-10 logarithm of the guesses that are enough against someone who has copied the vault. */
const ENOUGH = 10;
const STRONG = 14;

interface Piece {
  length: number;
  /** Base-10 logarithm of the guesses it takes. */
  cost: number;
  kind: 'common' | 'predictable' | 'word' | 'random';
}

/**
 * A cautious estimate of how many guesses a password withstands: common words, keyboard walks, sequences, repeats,
 * years and single dictionary-like words count little, everything else one decimal digit per character.
 * Works on bytes, keeps nothing, and leaves `password` to the caller.
 */
export function assessPassword(password: Bytes): PasswordStrength {
  const points = codePoints(password);
  try {
    for (let index = 0; index < points.length; index += 1) points[index] = lowerCase(points[index] ?? 0);
    const pieces = split(points);
    const cost = pieces.reduce((sum, piece) => sum + piece.cost, 0);
    if (points.length < MINIMUM_PASSWORD_LENGTH) {
      return { score: cost >= ENOUGH / 2 ? 1 : 0, acceptable: false, weakness: 'too-short' };
    }
    if (cost >= ENOUGH) return { score: cost >= STRONG ? 4 : 3, acceptable: true, weakness: null };
    return { score: cost >= ENOUGH / 2 ? 2 : 1, acceptable: false, weakness: weaknessOf(pieces) };
  } finally {
    points.fill(0);
    zeroFill(new Uint8Array(points.buffer));
  }
}

function weaknessOf(pieces: readonly Piece[]): PasswordWeakness {
  if (pieces.some((piece) => piece.kind === 'common')) return 'common';
  return pieces.some((piece) => piece.kind === 'predictable') ? 'predictable' : 'single-word';
}

function split(points: Uint32Array): Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < points.length; ) {
    const piece =
      repeatedBlock(points, index) ??
      longest([commonWord(points, index), run(points, index), walk(points, index), year(points, index)]) ??
      word(points, index) ?? { length: 1, cost: 1, kind: 'random' };
    pieces.push(piece);
    index += piece.length;
  }
  return pieces;
}

function longest(pieces: (Piece | undefined)[]): Piece | undefined {
  return pieces.reduce((best, piece) => (piece && piece.length > (best?.length ?? 0) ? piece : best), undefined);
}

function commonWord(points: Uint32Array, start: number): Piece | undefined {
  const matches = (point: number, offset: number): boolean => {
    const typed = points[start + offset] ?? 0;
    return typed === point || lookalike(typed) === point;
  };
  const length = Math.max(0, ...COMMON_WORDS.filter((word) => word.every(matches)).map((word) => word.length));
  return length > 0 ? { length, cost: 2.5, kind: 'common' } : undefined;
}

/** The same character again and again, or one that climbs or falls by one: `aaaa`, `1234`, `зжед`. */
function run(points: Uint32Array, start: number): Piece | undefined {
  const step = (points[start + 1] ?? 0) - (points[start] ?? 0);
  if (Math.abs(step) > 1) return undefined;
  let length = 1;
  while (start + length < points.length && (points[start + length] ?? 0) - (points[start + length - 1] ?? 0) === step) {
    length += 1;
  }
  return length >= 3 ? { length, cost: 1.5, kind: 'predictable' } : undefined;
}

function walk(points: Uint32Array, start: number): Piece | undefined {
  let length = 0;
  for (const row of KEYBOARD_WALKS) {
    const from = row.indexOf(points[start] ?? 0);
    let steps = 0;
    while (from >= 0 && from + steps < row.length && points[start + steps] === row[from + steps]) steps += 1;
    length = Math.max(length, steps);
  }
  return length >= 4 ? { length, cost: 2, kind: 'predictable' } : undefined;
}

function year(points: Uint32Array, start: number): Piece | undefined {
  const digits = Array.from(points.subarray(start, start + 4), (point) => point - 0x30);
  if (digits.length < 4 || digits.some((digit) => digit < 0 || digit > 9)) return undefined;
  const value = digits.reduce((sum, digit) => sum * 10 + digit, 0);
  return value >= 1900 && value <= 2099 ? { length: 4, cost: 2, kind: 'predictable' } : undefined;
}

/** What follows repeats what came just before, as in `kotikKotik`: nearly free to guess. */
function repeatedBlock(points: Uint32Array, start: number): Piece | undefined {
  for (let length = Math.min(start, points.length - start); length >= 3; length -= 1) {
    const repeats = points.subarray(start, start + length).every((point, offset) => points[start - length + offset] === point);
    if (repeats) return { length, cost: 0.5, kind: 'predictable' };
  }
  return undefined;
}

/** Letters that can be spoken are taken for a dictionary word; longer ones for several. */
function word(points: Uint32Array, start: number): Piece | undefined {
  let length = 0;
  let vowels = 0;
  let consonants = 0;
  let cluster = 0;
  while (start + length < points.length && isLetter(points[start + length] ?? 0)) {
    const vowel = isVowel(points[start + length] ?? 0);
    consonants = vowel ? 0 : consonants + 1;
    cluster = Math.max(cluster, consonants);
    if (vowel) vowels += 1;
    length += 1;
  }
  if (length < 3 || cluster > 4 || vowels / length < 0.2 || vowels / length > 0.7) return undefined;
  return { length, cost: Math.min(length * 0.8, 5) + Math.max(0, length - 12) * 0.6, kind: 'word' };
}
