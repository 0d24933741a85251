import { randomBytes } from 'node:crypto';

/**
 * Makes UUIDs of version 7: first the time in milliseconds, so that new rows stand side by side in the index, then a
 * counter, then what is this maker's alone.
 */
export class RecordIds {
  readonly #maker = randomBytes(8).toString('hex').replace(/^./, '8').replace(/^.{4}/, '$&-');
  #count = 0;

  /** @param at Unix milliseconds */
  next(at: number): string {
    this.#count = (this.#count + 1) & 0xfff;
    const time = at.toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${this.#count.toString(16).padStart(3, '0')}-${this.#maker}`;
  }

  /** Whether an id looks like one of these; a caller who knows one can make up others. */
  hasMade(id: string): boolean {
    return id.toLowerCase().endsWith(this.#maker);
  }
}
