import { ByokError } from '#contracts';

/** Larger items, in characters of JSON, are written by themselves, so that nobody waits for them. */
const LARGE_ITEM = 64 * 1024;
const MAX_BATCH = 100;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes that come about at the same time go to the database as one statement: a commit waits for the disk, and
 * many can share one. While a statement is under way, the next ones gather; a write that is alone never waits.
 * Each caller is notified of its own write when that is durable, and of its own failure: where a statement of several is
 * refused, each is tried by itself.
 */
export class WriteBatcher<Item, Result> {
  #waiting: Waiting<Item, Result>[] = [];
  #writing = false;

  /** @param write gives one result for each item, in their order; after its failure each must be good to be tried again */
  constructor(
    private readonly write: (items: readonly Item[]) => Promise<Result[]>,
    private readonly sizeOf: (item: Item) => number = () => 0,
  ) {}

  add(item: Item): Promise<Result> {
    if (this.sizeOf(item) > LARGE_ITEM) return this.write([item]).then(([result]) => result as Result);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#writing) return;
      this.#writing = true;
      setImmediate(() => void this.#writeAll());
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#writeBatch(this.#waiting.splice(0, MAX_BATCH));
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.write(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      const isAway = error instanceof ByokError && error.code === 'unavailable';
      if (batch.length === 1 || isAway) return batch.forEach(({ reject }) => reject(error));
      for (const one of batch) await this.#writeBatch([one]);
    }
  }
}
