/** Least recently used values, by `enc`. Holds nothing that the transit private key could not derive anyway. */
export class ContextCache<Value> {
  readonly #values = new Map<string, Value>();

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.#values.size;
  }

  get(enc: string): Value | undefined {
    const value = this.#values.get(enc);
    if (value !== undefined) {
      this.#values.delete(enc);
      this.#values.set(enc, value);
    }
    return value;
  }

  set(enc: string, value: Value): void {
    this.#values.set(enc, value);
    if (this.#values.size <= this.capacity) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.#values.clear();
  }
}
