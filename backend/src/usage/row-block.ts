/** Bytes of a block; some 280 rows. */
const BLOCK_BYTES = 128 * 1024;
/** Bytes that a character may take in UTF-8. */
const CHARACTER_BYTES = 3;
const COMMA = 0x2c;

/**
 * Rows that wait, as the inside of a JSON array in one piece of memory: thousands of small strings that live for a
 * second would cost the garbage collector more than writing them does.
 */
export class RowBlock {
  readonly #bytes: Buffer;
  /** Offset behind each row. */
  readonly #ends: number[] = [];
  #dropped = 0;

  /** @param row the first one, so that every block has room for it */
  constructor(row: string) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, row.length * CHARACTER_BYTES + 1));
    this.add(row);
  }

  get rows(): number {
    return this.#ends.length - this.#dropped;
  }

  /** Whether there was room for it. */
  add(row: string): boolean {
    const at = this.#ends.at(-1) ?? 0;
    if (at + 1 + row.length * CHARACTER_BYTES > this.#bytes.length) return false;
    this.#bytes[at] = COMMA;
    this.#ends.push(at + 1 + this.#bytes.write(row, at + 1));
    return true;
  }

  /** Forgets the oldest rows, at most `count`; how many it were. */
  drop(count: number): number {
    const dropped = Math.min(count, this.rows);
    this.#dropped += dropped;
    return dropped;
  }

  /** The rows as a JSON array. */
  toJson(): string {
    const from = this.#dropped === 0 ? 0 : (this.#ends[this.#dropped - 1] ?? 0);
    return `[${this.#bytes.toString('utf8', from + 1, this.#ends.at(-1) ?? 0)}]`;
  }
}
