/**
 * A counter that costs one map access to raise: Prometheus' own labels are made only when somebody asks.
 * Keys must come from a bounded set, and never hold a user, a key or anything that a caller wrote.
 */
export class Tally {
  readonly #counts = new Map<string, number>();

  /** @param key label values joined by `:`; empty for a counter without labels */
  add(count = 1, key = ''): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  get(key = ''): number {
    return this.#counts.get(key) ?? 0;
  }

  entries(): IterableIterator<[key: string, count: number]> {
    return this.#counts.entries();
  }
}
