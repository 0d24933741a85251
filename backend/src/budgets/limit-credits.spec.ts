import { setImmediate, setTimeout } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { silentLogger } from '../../test/support/silent-logger.js';
import { LimitCredits, type AskedLimit } from './limit-credits.js';
import type { ReservationResult, SpendingState, SpendingTime } from './spending-limit.store.js';

const TODAY: SpendingTime = { day: '2026-11-29', month: '2026-11-01' };
const TOMORROW: SpendingTime = { day: '2026-11-30', month: '2026-11-01' };
const A: AskedLimit = { holder: 'user', id: 'a', userId: 'a' };
const B: AskedLimit = { holder: 'token', id: 'b', userId: 'b' };
/** Longer than what is unused is kept. */
const IDLE_MS = 100;

/** Limits in a database that answers a turn later; its day never goes back. */
class Database {
  readonly asked: number[] = [];
  readonly corrected: number[] = [];
  spent = 0;
  day = TODAY.day;
  isAway = false;

  constructor(public limit: number) {}

  async reserve(_id: string, { day, month }: SpendingTime, microRub: number): Promise<ReservationResult> {
    this.asked.push(microRub);
    await setImmediate();
    if (this.isAway) throw new Error('away');
    const fits = this.spent + microRub <= this.limit;
    if (fits) this.spent += microRub;
    return { kind: fits ? 'reserved' : 'spent', state: this.#state(day, month) };
  }

  async correct(_id: string, { day, month }: SpendingTime, microRub: number): Promise<SpendingState> {
    await setImmediate();
    this.corrected.push(microRub);
    this.spent += microRub;
    return this.#state(day, month);
  }

  #state(day: string, month: string): SpendingState {
    const latest = day > this.day ? day : this.day;
    return { perDay: this.limit, perMonth: null, day: latest, month, spentToday: this.spent, spentThisMonth: this.spent };
  }
}

let alerts: { spent: number; cost: number }[];

function creditsOf(store: Database, mayReserveAhead = true): LimitCredits {
  return new LimitCredits({ store, logger: silentLogger, mayReserveAhead: () => mayReserveAhead, onSpent: (_limit, { spentToday }, cost) => alerts.push({ spent: spentToday, cost }) });
}

beforeEach(() => (alerts = []));
afterEach(() => jest.useRealTimers());

describe('reservations of one limit', () => {
  it('that come while one is under way share the next', async () => {
    const store = new Database(100);
    const credits = creditsOf(store, false);
    const results = await Promise.all([1, 2, 3, 4].map((microRub) => credits.reserve(A, TODAY, microRub)));
    expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('reserved'));
    expect(store.asked).toEqual([1, 9]);
    expect(store.spent).toBe(10);
    await credits.reserve(A, TODAY, 5);
    expect(store.asked).toEqual([1, 9, 5]);
  });

  it('are taken one by one where there is no room for all', async () => {
    const store = new Database(10);
    const credits = creditsOf(store);
    const results = await Promise.all([4, 4, 4, 2].map((microRub) => credits.reserve(A, TODAY, microRub)));
    expect(results.map(({ kind }) => kind)).toEqual(['reserved', 'reserved', 'spent', 'reserved']);
    expect(store.spent).toBe(10);
  });

  it('of two limits, and of two days, have nothing to do with each other', async () => {
    const store = new Database(100);
    const credits = creditsOf(store, false);
    await Promise.all([credits.reserve(A, TODAY, 1), credits.reserve(B, TODAY, 2), credits.reserve(A, TODAY, 3), credits.reserve(A, TOMORROW, 4)]);
    expect(store.asked.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4]);
  });

  it('that fail, fail by themselves, and the next go on', async () => {
    const store = new Database(100);
    const credits = creditsOf(store);
    store.isAway = true;
    const results = await Promise.allSettled([1, 2, 3].map((microRub) => credits.reserve(A, TODAY, microRub)));
    expect(results.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    store.isAway = false;
    expect(await credits.reserve(A, TODAY, 1)).toMatchObject({ kind: 'reserved' });
  });

  it('of a busy user are made ahead of the calls, few statements for many', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store);
    for (let call = 0; call < 170; call += 1) await credits.reserve(A, TODAY, 10);
    expect(store.asked.length).toBeLessThanOrEqual(11);
    expect(store.asked.slice(0, 2)).toEqual([10, 170]);
    expect(store.spent).toBeGreaterThanOrEqual(1_700);
  });

  it('are made ahead as fast as calls come', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const store = new Database(1e9);
    const credits = creditsOf(store);
    const call = async (times: number) => {
      for (let calls = 0; calls < times; calls += 1) await credits.reserve(A, TODAY, 10);
    };
    await call(500);
    jest.advanceTimersByTime(20);
    store.asked.length = 0;
    await call(500);
    expect(store.asked).toEqual([10 + 5_000]);
  });

  it('are never made ahead by more than a small part of what the limit has left', async () => {
    const store = new Database(2_000);
    const credits = creditsOf(store);
    for (let call = 0; call < 200; call += 1) {
      expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ kind: 'reserved' });
      expect(store.spent - (call + 1) * 10).toBeLessThanOrEqual(2_000 / 64);
    }
    expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ kind: 'spent' });
    expect(store.spent).toBe(2_000);
  });

  it('are not made ahead by a process that would not learn of a change', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store, false);
    for (let call = 0; call < 10; call += 1) await credits.reserve(A, TODAY, 10);
    expect(store.asked).toEqual(Array(10).fill(10));
  });
});

describe('what calls leave over', () => {
  it('serves the next ones, and is given back when none come', async () => {
    const store = new Database(1_000);
    const credits = creditsOf(store);
    for (const microRub of [100, 99, 98, 97]) {
      await credits.reserve(A, TODAY, microRub);
      credits.settle(A, TODAY, 1 - microRub, 1);
    }
    await setTimeout(IDLE_MS);
    expect(store.spent).toBe(4);
    expect(store.asked).toEqual([100]);
    expect(alerts.at(-1)).toMatchObject({ spent: 4 });
    expect(alerts.reduce((sum, { cost }) => sum + cost, 0)).toBe(4);
  });

  it('that did cost more than was set aside is counted, whatever the limit says', async () => {
    const store = new Database(10);
    const credits = creditsOf(store);
    await credits.reserve(A, TODAY, 10);
    credits.settle(A, TODAY, 5, 15);
    expect(await credits.settled('a')).toBe(true);
    expect(store.spent).toBe(15);
    expect(alerts).toEqual([{ spent: 15, cost: 15 }]);
    expect(await credits.settled('a')).toBe(false);
  });

  it('that did cost more than was set aside is written at once: other processes see it', async () => {
    const store = new Database(10);
    const credits = creditsOf(store);
    await credits.reserve(A, TODAY, 10);
    credits.settle(A, TODAY, 5, 15);
    await setImmediate();
    expect(store.spent).toBe(15);
  });

  it('is given back at once when the limit may have changed, and when the process ends', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store);
    await credits.reserve(A, TODAY, 10);
    await credits.reserve(A, TODAY, 10);
    await credits.reserve(B, TODAY, 10);
    expect(store.spent).toBe(190);
    credits.giveBack('a');
    await setImmediate();
    expect(store.spent).toBe(30);
    store.limit = 30;
    expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ kind: 'spent' });
    credits.settle(B, TODAY, -3, 7);
    await credits.close();
    expect(store.spent).toBe(27);
  });

  it('is not kept when the limit changes while it is asked for', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store);
    await credits.reserve(A, TODAY, 10);
    const next = credits.reserve(A, TODAY, 10);
    credits.giveBack('a');
    store.limit = 0;
    await next;
    await credits.settled('a');
    expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ kind: 'spent' });
  });

  it('is not used without asking when the limit changed while a first call was asked for', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store);
    const { reserve } = Database.prototype;
    store.reserve = async (...asked) => {
      const result = await reserve.apply(store, asked);
      credits.giveBack('a');
      store.limit = 0;
      return result;
    };
    expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ kind: 'reserved' });
    credits.settle(A, TODAY, -9, 1);
    credits.settle(A, TODAY, -9, 1);
    expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ kind: 'spent' });
  });

  it('is given back by a busy process, too, when others leave the limit no room for it', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store);
    const call = async () => {
      await credits.reserve(A, TODAY, 10);
      credits.settle(A, TODAY, -9, 1);
      await setTimeout(5);
    };
    for (let calls = 0; calls < 20; calls += 1) await call();
    store.spent = store.limit;
    for (let calls = 0; calls < 20; calls += 1) await call();
    expect(store.spent).toBeLessThanOrEqual(store.limit - 100);
  });

  it('of a day that another process has ended is given back to that day, and calls count in the next', async () => {
    const store = new Database(1_000_000);
    const credits = creditsOf(store);
    const days: string[] = [];
    const { reserve, correct } = Database.prototype;
    store.correct = (id, time, microRub) => {
      days.push(`${time.day} ${microRub}`);
      return correct.call(store, id, time, microRub);
    };
    store.reserve = (id, time, microRub) => reserve.call(store, id, time, microRub);
    await credits.reserve(A, TODAY, 10);
    await credits.reserve(A, TODAY, 10);
    for (let call = 0; call < 16; call += 1) await credits.reserve(A, TODAY, 10);
    store.day = TOMORROW.day;
    expect(await credits.reserve(A, TODAY, 10)).toMatchObject({ state: { day: TOMORROW.day } });
    await setTimeout(IDLE_MS);
    expect(days).toContain(`${TOMORROW.day} -160`);
    expect(store.spent).toBe(190);
  });
});
