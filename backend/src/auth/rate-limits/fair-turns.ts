import { addressGroup } from './address-group.js';
import { tooManyCredentials } from './too-many-credentials.js';

/** Looks of one address that wait, with the one under way. */
const MAX_OF_ADDRESS = 100;
/** Of all addresses together. */
const MAX_OF_ALL = 2_000;
/** For the refused, in seconds. */
const RETRY_AFTER = 1;

interface Turn {
  /** Looks, and settles the promise of who waits; never rejects. */
  readonly run: () => Promise<void>;
  readonly refuse: (error: Error) => void;
}

/**
 * Looks at one request after the other, each address in its turn: who sends many waits longer, or is refused, and
 * nobody else is.
 */
export class FairTurns {
  /** By address group, in the order of their turns; the look under way is the first of its line. */
  readonly #lines = new Map<string, Turn[]>();
  #size = 0;
  #isLooking = false;

  constructor(
    private readonly maxOfAddress = MAX_OF_ADDRESS,
    private readonly maxOfAll = MAX_OF_ALL,
  ) {}

  /** Looks when it is the address's turn. @throws ByokError rate_limited when too many wait; what `look` throws */
  take<T>(address: string, look: () => Promise<T>): Promise<T> {
    const group = addressGroup(address);
    const line = this.#lines.get(group) ?? [];
    if (line.length >= this.maxOfAddress || !this.#makeRoom(line.length)) return Promise.reject(tooManyCredentials(RETRY_AFTER));
    this.#lines.set(group, line);
    this.#size += 1;
    return new Promise((resolve, reject) => {
      // Within an async function, so that a look which throws at once rejects as others do.
      line.push({ run: async () => (async () => look())().then(resolve, reject), refuse: reject });
      if (!this.#isLooking) void this.#lookAtAll();
    });
  }

  async #lookAtAll(): Promise<void> {
    this.#isLooking = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [group, line] = next;
      await line[0]?.run();
      line.shift();
      this.#size -= 1;
      this.#lines.delete(group);
      if (line.length > 0) this.#lines.set(group, line);
    }
    this.#isLooking = false;
  }

  #next(): [group: string, line: Turn[]] | undefined {
    return this.#lines.entries().next().value;
  }

  /** When all places are taken, the last of the longest line gives up its own, unless the line that asks is as long. */
  #makeRoom(length: number): boolean {
    if (this.#size < this.maxOfAll) return true;
    let longest: Turn[] = [];
    for (const line of this.#lines.values()) if (line.length > longest.length) longest = line;
    if (longest.length <= length + 1) return false;
    longest.pop()?.refuse(tooManyCredentials(RETRY_AFTER));
    this.#size -= 1;
    return true;
  }
}
