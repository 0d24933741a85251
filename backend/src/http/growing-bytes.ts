/** Below it growing would only be more work. */
const FIRST_BYTES = 1024;

/**
 * Bytes that are kept while more of them come. Room doubles, so that a peer that sends single bytes costs no more than
 * their number: to join all that is there with each piece would be quadratic.
 */
export class GrowingBytes {
  #memory = Buffer.alloc(0);
  #length = 0;

  /**
   * @param firstBytes the room made for the first piece
   * @param maxBytes what is kept at most, as the caller knows: no more room is made ahead of it
   */
  constructor(
    private readonly firstBytes = FIRST_BYTES,
    private readonly maxBytes = Infinity,
  ) {}

  get length(): number {
    return this.#length;
  }

  /** All that is there, not copied: good until the next call. */
  get view(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  /** Copies, since a small piece of the network's buffer would hold on to all of it. */
  add(piece: Buffer): void {
    const needed = this.#length + piece.length;
    if (needed > this.#memory.length) {
      const ahead = Math.min(this.maxBytes, Math.max(this.#memory.length * 2, this.firstBytes));
      const grown = Buffer.allocUnsafe(Math.max(needed, ahead));
      this.#memory.copy(grown, 0, 0, this.#length);
      this.#memory = grown;
    }
    piece.copy(this.#memory, this.#length);
    this.#length = needed;
  }

  /** All that is there, `last` behind it; afterwards nothing is. */
  take(last?: Buffer): Buffer {
    if (this.#length === 0) return last ?? Buffer.alloc(0);
    if (last !== undefined) this.add(last);
    const bytes = this.view;
    this.clear();
    return bytes;
  }

  clear(): void {
    this.#memory = Buffer.alloc(0);
    this.#length = 0;
  }
}
