/** Keys that one question asks for. */
const MAX_KEYS = 500;

type Find<Found> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Found>>;

/** What makes a lookup slow, and bounds it. */
interface Line {
  /** Between two questions. */
  readonly pauseMs: number;
  /** Keys that wait for the next question; with more, `get` fails. */
  readonly maxWaiting: number;
  /** What it fails with then. */
  readonly full: () => Error;
}

interface Waiting<Found> {
  readonly key: string;
  readonly resolve: (found: Found | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Looks keys up with one question at a time: those that come while it is under way share the next one, so that a
 * flood of unknown keys costs no more questions than a caller alone. Who is alone never waits.
 */
export class GroupedLookup<Found> {
  readonly #waiting: Waiting<Found>[] = [];
  #isAsking = false;

  /**
   * @param find asks for all keys at once; what isn't in its answer isn't there
   * @param line without it keys wait for the question under way alone, however many they are
   */
  constructor(
    private readonly find: Find<Found>,
    private readonly line?: Line,
  ) {}

  /** @throws what `find` throws, or the line's error when it is full */
  get(key: string): Promise<Found | undefined> {
    if (this.line !== undefined && this.#waiting.length >= this.line.maxWaiting) return Promise.reject(this.line.full());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (this.#isAsking) return;
      this.#isAsking = true;
      void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_KEYS);
      try {
        const found = await this.find([...new Set(group.map(({ key }) => key))]);
        for (const { key, resolve } of group) resolve(found.get(key));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      if (this.line !== undefined) await pause(this.line.pauseMs);
    }
    this.#isAsking = false;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
