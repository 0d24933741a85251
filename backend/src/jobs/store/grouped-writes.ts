import { ByokError } from '#contracts';

/** Larger items, in characters of JSON, are written by themselves, so that nobody waits for them. */
const LARGE = 64 * 1024;
const MOST = 100;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes that come about at the same time go to the database as one statement: a commit waits for the disk, and
 * many can share one. While a statement is under way, the next ones gather; whoever is alone never waits.
 * Each caller hears of its own write when that is durable, and of its own failure: where a statement of several is
 * refused, each is tried by itself.
 */
export class GroupedWrites<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private writing = false;

  /** @param write gives one result for each item, in their order; after its failure each must be good to be tried again */
  constructor(
    private readonly write: (items: readonly Item[]) => Promise<Result[]>,
    private readonly sizeOf: (item: Item) => number = () => 0,
  ) {}

  add(item: Item): Promise<Result> {
    if (this.sizeOf(item) > LARGE) return this.write([item]).then(([result]) => result as Result);
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.writing) return;
      this.writing = true;
      setImmediate(() => void this.writeAll());
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) await this.writeGroup(this.waiting.splice(0, MOST));
    this.writing = false;
  }

  private async writeGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.write(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      const isAway = error instanceof ByokError && error.code === 'unavailable';
      if (group.length === 1 || isAway) return group.forEach(({ reject }) => reject(error));
      for (const one of group) await this.writeGroup([one]);
    }
  }
}
