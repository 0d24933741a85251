import type { PinoLogger } from 'nestjs-pino';
import { Corrections } from './corrections.js';
import type { LimitHolder } from './spending-limit-watch.service.js';
import type { ReservationResult, SpendingLimitStore, SpendingState, SpendingTime } from './spending-limit.store.js';

/** How often what calls did not use is given back, in milliseconds. */
const TICK_MS = 20;
/** A busy limit's process reserves this many calls ahead, or as many as came between the last two ticks, */
const CALLS_AHEAD = 16;
/** and never more than this part of what the limit has left, so that no other process finds it used up too early. */
const PART_OF_ROOM = 1 / 64;

/** A limit to be asked: whose, and its row. */
export interface AskedLimit {
  readonly holder: LimitHolder;
  readonly id: string;
  readonly userId: string;
}

interface Waiting {
  readonly microRub: number;
  readonly resolve: (result: CreditResult) => void;
  readonly reject: (error: unknown) => void;
}

/** What this process has set aside of one limit in one day. All sums in millionths of a rouble. */
interface Account {
  readonly limit: AskedLimit;
  readonly time: SpendingTime;
  /** Set aside in the database, and used by no call; below zero when calls did cost more than was set aside for them. */
  credit: number;
  /** What calls that have ended did cost since the database was last told. */
  cost: number;
  /** Calls that wait for the database. */
  readonly waiting: Waiting[];
  isAsking: boolean;
  /** As the database last told; undefined while nothing is reserved ahead, since the limit may have changed or has no room. */
  state: SpendingState | undefined;
  /** How often what it holds had to be given back. */
  revoked: number;
  /** What one call sets aside, as of the last reservation. */
  callMicroRub: number;
  /** What calls took since the last tick, and between that and the one before. */
  taken: number;
  pace: number;
  /** Ticks since it was reserved from. */
  idleTicks: number;
}

/** `hasRoom`: the limit has room for many calls more. */
export type CreditResult = ReservationResult & { readonly hasRoom?: boolean };

type Store = Pick<SpendingLimitStore, 'reserve' | 'correct'>;

/** What `LimitCredits` works with. */
export interface LimitCreditsOptions {
  readonly store: Store;
  readonly logger: PinoLogger;
  /** Whether this process learns at once when a limit changes: without it nothing is reserved ahead. */
  readonly mayReserveAhead: () => boolean;
  /** Is told what the counters are once calls have ended. @param cost what these added */
  readonly onSpent: (limit: AskedLimit, state: SpendingState, cost: number) => void;
}

/**
 * Reservations of limits, from as few statements as a busy user's calls allow. What ended calls leave over serves the
 * next ones, and while calls keep coming some are reserved ahead; within two ticks of the last call all of it is given
 * back. Whatever a call takes is counted in the database before, so no limit is exceeded by it.
 */
export class LimitCredits {
  readonly #accounts = new Map<string, Account>();
  readonly #corrections: Corrections;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LimitCreditsOptions) {
    this.#corrections = new Corrections(options.logger);
  }

  /** Sets aside what one call may cost, if the limit has room. @throws what the store throws */
  async reserve(limit: AskedLimit, time: SpendingTime, microRub: number): Promise<CreditResult> {
    const account = this.#accountOf(limit, time);
    account.taken += microRub;
    if (account.state !== undefined && account.waiting.length === 0 && account.credit >= microRub) {
      account.credit -= microRub;
      account.idleTicks = 0;
      return { kind: 'reserved', state: account.state, hasRoom: this.#ahead(account) > 0 };
    }
    return new Promise((resolve, reject) => {
      account.waiting.push({ microRub, resolve, reject });
      if (!account.isAsking) void this.#ask(account);
    });
  }

  /**
   * A call has ended.
   * @param time when it was counted: as of its reservation's state
   * @param difference between what it did cost and what was set aside
   */
  settle(limit: AskedLimit, time: SpendingTime, difference: number, cost: number): void {
    const account = this.#accountOf(limit, time);
    account.credit -= difference;
    account.cost += cost;
    // Beyond what was set aside, in no process may the next call miss it.
    if (account.credit < 0) this.#write(account, 0);
  }

  /** Gives back what no call uses of a user's limits, or of all; the next call asks the database. */
  giveBack(userId?: string): void {
    for (const account of this.#accounts.values()) {
      if (userId !== undefined && account.limit.userId !== userId) continue;
      account.state = undefined;
      account.revoked += 1;
      this.#write(account, 0);
    }
  }

  /** The same, and waits until the database has it, as long as a healthy one needs. @returns whether there was anything to wait for */
  settled(userId: string): Promise<boolean> {
    this.giveBack(userId);
    return this.#corrections.settled();
  }

  /** Before the process ends. */
  close(): Promise<void> {
    this.giveBack();
    return this.#corrections.close();
  }

  #accountOf(limit: AskedLimit, time: SpendingTime): Account {
    const key = `${limit.id} ${time.day}`;
    let account = this.#accounts.get(key);
    if (account === undefined) {
      const { day, month } = time;
      account = { limit, time: { day, month }, credit: 0, cost: 0, waiting: [], isAsking: false, state: undefined, revoked: 0, callMicroRub: 0, taken: 0, pace: 0, idleTicks: 0 };
      this.#accounts.set(key, account);
      this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    }
    return account;
  }

  async #ask(account: Account): Promise<void> {
    account.isAsking = true;
    // Emptied and not replaced: what the list once held keeps no call in memory.
    while (account.waiting.length > 0) await this.#serve(account, account.waiting.splice(0));
    account.isAsking = false;
    account.idleTicks = 0;
  }

  /** Together where there is room for all, and else one by one. */
  async #serve(account: Account, calls: readonly Waiting[]): Promise<void> {
    const isServed = (calls.length > 1 || account.state !== undefined) && (await this.#serveTogether(account, calls));
    if (isServed) return;
    if (account.credit !== 0) await this.settled(account.limit.userId);
    for (const { microRub, resolve, reject } of calls) {
      const { revoked } = account;
      await this.options.store.reserve(account.limit.id, account.time, microRub).then((result) => {
        account.state = result.kind === 'reserved' && account.revoked === revoked ? result.state : undefined;
        account.callMicroRub = microRub;
        resolve(result);
      }, reject);
    }
  }

  async #serveTogether(account: Account, calls: readonly Waiting[]): Promise<boolean> {
    const sum = calls.reduce((total, { microRub }) => total + microRub, 0);
    const { credit, revoked } = account;
    const asked = Math.max(0, sum - credit) + this.#ahead(account);
    account.credit = 0;
    const result = await this.options.store.reserve(account.limit.id, account.time, asked).catch(() => undefined);
    account.credit += credit;
    if (result === undefined || result.kind === 'spent') return false;
    const isRevoked = account.revoked !== revoked;
    account.callMicroRub = sum / calls.length;
    if (result.kind === 'none') account.state = undefined;
    else this.#credit(account, result.state, asked, sum);
    if (isRevoked) this.giveBack(account.limit.userId);
    const hasRoom = this.#ahead(account) > 0;
    for (const { resolve } of calls) resolve({ ...result, hasRoom });
    return true;
  }

  /** What a statement has set aside, less what its calls take. Another process may have begun the next day. */
  #credit(account: Account, state: SpendingState, asked: number, taken: number): void {
    if (state.day === account.time.day) {
      account.state = state;
      account.credit += asked - taken;
    } else this.settle(account.limit, state, taken - asked, 0);
  }

  /** How much more than its calls need is reserved while calls keep coming. */
  #ahead({ state, callMicroRub, pace }: Account): number {
    if (state === undefined || !this.options.mayReserveAhead()) return 0;
    const left = (limit: number | null, spent: number) => (limit === null ? Infinity : limit - spent);
    const room = Math.min(left(state.perDay, state.spentToday), left(state.perMonth, state.spentThisMonth));
    const ahead = Math.floor(Math.min(Math.max(CALLS_AHEAD * callMicroRub, pace), room * PART_OF_ROOM));
    return ahead < callMicroRub ? 0 : ahead;
  }

  #tick(): void {
    for (const [key, account] of this.#accounts) {
      if (account.waiting.length > 0 || account.isAsking) continue;
      account.idleTicks += 1;
      account.pace = account.taken;
      account.taken = 0;
      this.#write(account, account.idleTicks > 1 ? 0 : this.#ahead(account));
      if (account.idleTicks > 1) this.#accounts.delete(key);
    }
    if (this.#accounts.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tells the database what calls did cost, and gives back what stands above `kept`. */
  #write(account: Account, kept: number): void {
    const { limit, time, credit, cost } = account;
    const left = Math.min(credit, kept);
    if (cost === 0 && credit === left && credit >= 0) return;
    account.credit = Math.max(0, left);
    account.cost = 0;
    const difference = account.credit - credit;
    const { revoked } = account;
    this.#corrections.begin(async () => {
      const state = await this.options.store.correct(limit.id, time, difference);
      if (state === undefined) return;
      // Other processes use room up, too: a busy one that lives on what its calls leave over asks for nothing.
      if (account.state !== undefined && account.revoked === revoked && state.day === time.day) account.state = state;
      this.options.onSpent(limit, withoutCredit(state, account.credit), cost);
    });
  }
}

/** The counters as of calls alone. */
function withoutCredit(state: SpendingState, credit: number): SpendingState {
  return { ...state, spentToday: state.spentToday - credit, spentThisMonth: state.spentThisMonth - credit };
}
