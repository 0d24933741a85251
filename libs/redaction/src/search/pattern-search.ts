import { encodings, type Encoded, type Form } from './forms.js';

/** Something that must not be where it is looked for, or a control that must. */
export interface Sought {
  readonly name: string;
  /** Printable ASCII, 8 characters or more; below 24 it may stand somewhere by chance. */
  readonly secret: string;
}

export interface Match {
  readonly name: string;
  readonly form: Exclude<Form, 'gzip'>;
  readonly at: number;
}

/** Every 12 characters of a secret hold one of its pieces of 6 whole, when the pieces follow each other. */
const PIECE = 6;
/** In a base64 text 12 characters are at least 14, which hold one of its pieces of 7. */
const BASE64_PIECE = 7;
/** Bytes of a piece that the table is made of. */
const WINDOW = 6;

interface Piece {
  readonly name: string;
  readonly encoded: Encoded;
  /** Where the piece begins in the encoded secret. */
  readonly from: number;
  readonly bytes: Buffer;
}

/**
 * Looks for many secrets in many encodings at once (the algorithm of Wu and Manber): a table over two bytes tells how
 * far the next place can be where a piece may end.
 */
export class PatternSearch {
  readonly #shift = new Uint8Array(65_536).fill(WINDOW - 1);
  readonly #pieces = new Map<number, Piece[]>();

  constructor(sought: readonly Sought[]) {
    for (const { name, secret } of sought) for (const encoded of encodings(secret)) for (const piece of piecesOf(name, encoded)) this.#add(piece);
  }

  /** Each secret and encoding once for a stretch of the haystack; all that there is, in order. */
  *matches(haystack: Buffer): Generator<Match> {
    const shift = this.#shift;
    const end = haystack.length;
    let passed = new Map<Encoded, number>();
    for (let at = WINDOW - 1; at < end;) {
      const block = ((haystack[at - 1] as number) << 8) | (haystack[at] as number);
      const step = shift[block] as number;
      if (step > 0) {
        at += step;
        continue;
      }
      const start = at - WINDOW + 1;
      for (const piece of this.#pieces.get(block) ?? []) {
        if (start < (passed.get(piece.encoded) ?? 0)) continue;
        const found = stretchOf(piece, haystack, start);
        if (found === undefined) continue;
        if (passed.size > 10_000) passed = new Map();
        passed.set(piece.encoded, found.end);
        yield { name: piece.name, form: found.isWhole ? piece.encoded.form : 'fragment', at: found.start };
      }
      at += 1;
    }
  }

  #add(piece: Piece): void {
    for (let index = 1; index < WINDOW; index += 1) {
      const block = ((piece.bytes[index - 1] as number) << 8) | (piece.bytes[index] as number);
      this.#shift[block] = Math.min(this.#shift[block] as number, WINDOW - 1 - index);
    }
    const last = ((piece.bytes[WINDOW - 2] as number) << 8) | (piece.bytes[WINDOW - 1] as number);
    this.#pieces.set(last, [...(this.#pieces.get(last) ?? []), piece]);
  }
}

function* piecesOf(name: string, encoded: Encoded): Generator<Piece> {
  const length = (encoded.form.startsWith('base64') ? BASE64_PIECE : PIECE) * encoded.unit;
  for (let from = 0; from + length <= encoded.bytes.length; from += length) yield { name, encoded, from, bytes: encoded.bytes.subarray(from, from + length) };
}

/** How much of the encoded secret stands around a piece that may begin at `start`; undefined when it is too little. */
function stretchOf({ encoded, from, bytes }: Piece, haystack: Buffer, start: number): { start: number; end: number; isWhole: boolean } | undefined {
  if (haystack.compare(bytes, 0, bytes.length, start, Math.min(haystack.length, start + bytes.length)) !== 0) return undefined;
  const whole = encoded.bytes;
  let before = 0;
  while (before < from && start - before > 0 && haystack[start - before - 1] === whole[from - before - 1]) before += 1;
  let after = bytes.length;
  while (from + after < whole.length && start + after < haystack.length && haystack[start + after] === whole[from + after]) after += 1;
  if (Math.floor((before + after) / encoded.unit) < encoded.least) return undefined;
  return { start: start - before, end: start + after, isWhole: before + after === whole.length };
}
