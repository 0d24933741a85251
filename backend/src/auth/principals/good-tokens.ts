/** How long a token counts as good after it was looked up, in milliseconds. */
const GOOD_FOR_MS = 10 * 60_000;
/** Of more the one that was looked up the longest ago is forgotten. */
const MAX_TOKENS = 10_000;

/**
 * Tokens, by their hash, that somebody had a few minutes ago. It proves nothing: it only tells which are worth a
 * question at once when their address sends many that nobody has.
 */
export class GoodTokens {
  readonly #until = new Map<string, number>();

  /** @param clock milliseconds that never go back */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  has(hash: string): boolean {
    const until = this.#until.get(hash);
    if (until === undefined) return false;
    if (this.clock() < until) return true;
    this.#until.delete(hash);
    return false;
  }

  /** Notes what a look-up found. */
  note(hash: string, isGood: boolean): void {
    this.#until.delete(hash);
    if (!isGood) return;
    if (this.#until.size >= MAX_TOKENS) this.#until.delete(this.#until.keys().next().value as string);
    this.#until.set(hash, this.clock() + GOOD_FOR_MS);
  }
}
