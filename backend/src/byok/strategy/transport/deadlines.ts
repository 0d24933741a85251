/** What waits for something, and hears when it waited too long. */
export interface Waiting {
  expire(): void;
}

/**
 * One wait of one length for many at once. All wait equally long, so the first to come is the first to go, and one
 * timer serves all of them: a timer each would be made and thrown away for every call.
 */
export class Deadlines {
  readonly #waiting = new Map<Waiting, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly milliseconds: number) {}

  /** `expire` is called once, unless `delete` comes before. */
  add(waiting: Waiting): void {
    this.#waiting.set(waiting, performance.now() + this.milliseconds);
    this.#timer ??= this.#later(this.milliseconds);
  }

  delete(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  readonly #check = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const [waiting, deadline] of this.#waiting) {
      if (deadline > now) {
        this.#timer = this.#later(Math.ceil(deadline - now));
        return;
      }
      this.#waiting.delete(waiting);
      waiting.expire();
    }
  };

  /** Whoever waits keeps the process alive by its connection. */
  #later(milliseconds: number): NodeJS.Timeout {
    return setTimeout(this.#check, milliseconds).unref();
  }
}

const byLength = new Map<number, Deadlines>();

/** The process's deadlines of this length, of which there are few. */
export function deadlinesOf(milliseconds: number): Deadlines {
  let deadlines = byLength.get(milliseconds);
  if (deadlines === undefined) byLength.set(milliseconds, (deadlines = new Deadlines(milliseconds)));
  return deadlines;
}
