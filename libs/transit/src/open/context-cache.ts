import type { HpkeContext } from './hpke.js';

/** Least recently used contexts, by `enc`. Holds nothing that the transit private key could not derive anyway. */
export class ContextCache {
  readonly #contexts = new Map<string, HpkeContext>();

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.#contexts.size;
  }

  get(enc: string): HpkeContext | undefined {
    const context = this.#contexts.get(enc);
    if (context !== undefined) {
      this.#contexts.delete(enc);
      this.#contexts.set(enc, context);
    }
    return context;
  }

  set(enc: string, context: HpkeContext): void {
    this.#contexts.set(enc, context);
    if (this.#contexts.size <= this.capacity) return;
    for (const oldest of this.#contexts.keys()) {
      this.#contexts.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.#contexts.clear();
  }
}
