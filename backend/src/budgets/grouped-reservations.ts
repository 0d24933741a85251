import type { ReservationResult, SpendingTime } from './spending-limit.store.js';

interface Waiting {
  readonly time: SpendingTime;
  readonly microRub: number;
  readonly resolve: (result: ReservationResult) => void;
  readonly reject: (error: unknown) => void;
}

type Reserve = (id: string, time: SpendingTime, microRub: number) => Promise<ReservationResult>;

/**
 * Reservations of one limit that come while one of it is under way share the next: a busy user's calls cost few
 * statements. Who is alone never waits. Together they are reserved as a sum; where that finds no room, one by one.
 */
export class GroupedReservations {
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(private readonly reserve: Reserve) {}

  /** @throws what `reserve` throws */
  add(id: string, time: SpendingTime, microRub: number): Promise<ReservationResult> {
    return new Promise((resolve, reject) => {
      const one: Waiting = { time, microRub, resolve, reject };
      const waiting = this.#waiting.get(id);
      if (waiting !== undefined) return void waiting.push(one);
      this.#waiting.set(id, [one]);
      void this.#reserveAll(id);
    });
  }

  async #reserveAll(id: string): Promise<void> {
    const waiting = this.#waiting.get(id) ?? [];
    // Emptied and not replaced: what the map once held keeps no call in memory.
    while (waiting.length > 0) await this.#reserveGroup(id, waiting.splice(0));
    this.#waiting.delete(id);
  }

  async #reserveGroup(id: string, group: readonly Waiting[]): Promise<void> {
    const [first] = group as readonly [Waiting, ...Waiting[]];
    const isOneDay = group.every(({ time }) => time.day === first.time.day);
    if (group.length > 1 && isOneDay) {
      const together = await this.#tryTogether(id, first.time, group);
      if (together !== undefined) return group.forEach(({ resolve }) => resolve(together));
    }
    for (const { time, microRub, resolve, reject } of group) await this.reserve(id, time, microRub).then(resolve, reject);
  }

  /** @returns undefined when there is no room for all, or nobody knows */
  async #tryTogether(id: string, time: SpendingTime, group: readonly Waiting[]): Promise<ReservationResult | undefined> {
    const sum = group.reduce((total, { microRub }) => total + microRub, 0);
    const result = await this.reserve(id, time, sum).catch(() => undefined);
    return result?.kind === 'spent' ? undefined : result;
  }
}
