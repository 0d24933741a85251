/** How many calls of each user are under way in this process. */
export class CallsAtOnce {
  readonly #open = new Map<string, number>();

  /** Counts one more; false when there are `limit` already. */
  enter(userId: string, limit: number): boolean {
    const open = this.#open.get(userId) ?? 0;
    if (open >= limit) return false;
    this.#open.set(userId, open + 1);
    return true;
  }

  /** Must be called once for each `enter` that gave true. */
  leave(userId: string): void {
    const open = (this.#open.get(userId) ?? 0) - 1;
    if (open > 0) this.#open.set(userId, open);
    else this.#open.delete(userId);
  }
}
