/** How much of one kind each user has under way in this process. */
export class AtOnceByUser {
  readonly #open = new Map<string, number>();

  /**
   * Counts one more.
   * @returns what counts it out again, once however often it is called; undefined when there are `limit` already
   */
  enter(userId: string, limit: number): (() => void) | undefined {
    const open = this.#open.get(userId) ?? 0;
    if (open >= limit) return undefined;
    this.#open.set(userId, open + 1);
    let isIn = true;
    return () => {
      if (isIn) this.#leave(userId);
      isIn = false;
    };
  }

  #leave(userId: string): void {
    const open = (this.#open.get(userId) ?? 0) - 1;
    if (open > 0) this.#open.set(userId, open);
    else this.#open.delete(userId);
  }
}
