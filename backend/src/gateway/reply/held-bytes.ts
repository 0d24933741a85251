/** Below it growing would only be more work. */
const FIRST_BYTES = 1024;

/**
 * Bytes that are held back while more of them come. Room doubles, so that a peer that sends single bytes costs no
 * more than their number: to join all that is held with each piece would be quadratic.
 */
export class HeldBytes {
  #memory = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies, since a small piece of the network's buffer would hold on to all of it. */
  add(piece: Buffer): void {
    const needed = this.#length + piece.length;
    if (needed > this.#memory.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#memory.length * 2, FIRST_BYTES));
      this.#memory.copy(grown, 0, 0, this.#length);
      this.#memory = grown;
    }
    piece.copy(this.#memory, this.#length);
    this.#length = needed;
  }

  /** All that is held, `last` behind it; afterwards nothing is held. */
  take(last?: Buffer): Buffer {
    if (this.#length === 0) return last ?? Buffer.alloc(0);
    if (last !== undefined) this.add(last);
    const bytes = this.#memory.subarray(0, this.#length);
    this.#memory = Buffer.alloc(0);
    this.#length = 0;
    return bytes;
  }
}
