import { GroupedReservations } from './grouped-reservations.js';
import type { ReservationResult, SpendingTime } from './spending-limit.store.js';

const TODAY: SpendingTime = { day: '2026-11-29', month: '2026-11-01' };
const TOMORROW: SpendingTime = { day: '2026-11-30', month: '2026-11-01' };

/** A limit in a database that answers a turn later. */
function limited(limit: number) {
  const asked: number[] = [];
  let spent = 0;
  const reserve = async (_id: string, { day, month }: SpendingTime, microRub: number): Promise<ReservationResult> => {
    asked.push(microRub);
    await new Promise((resolve) => setImmediate(resolve));
    const fits = spent + microRub <= limit;
    if (fits) spent += microRub;
    return { kind: fits ? 'reserved' : 'spent', state: { perDay: limit, perMonth: null, day, month, spentToday: spent, spentThisMonth: spent } };
  };
  return { groups: new GroupedReservations(reserve), asked, spent: () => spent };
}

describe('reservations of one limit', () => {
  it('that come while one is under way share the next', async () => {
    const { groups, asked, spent } = limited(100);
    const results = await Promise.all([1, 2, 3, 4].map((microRub) => groups.add('a', TODAY, microRub)));
    expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('reserved'));
    expect(asked).toEqual([1, 9]);
    expect(spent()).toBe(10);
    await groups.add('a', TODAY, 5);
    expect(asked).toEqual([1, 9, 5]);
  });

  it('are taken one by one where there is no room for all', async () => {
    const { groups, spent } = limited(10);
    const results = await Promise.all([4, 4, 4, 2].map((microRub) => groups.add('a', TODAY, microRub)));
    expect(results.map(({ kind }) => kind)).toEqual(['reserved', 'reserved', 'spent', 'reserved']);
    expect(spent()).toBe(10);
  });

  it('of two limits, and of two days, have nothing to do with each other', async () => {
    const { groups, asked } = limited(100);
    await Promise.all([groups.add('a', TODAY, 1), groups.add('b', TODAY, 2), groups.add('a', TODAY, 3), groups.add('a', TOMORROW, 4)]);
    expect(asked).toEqual([1, 2, 3, 4]);
  });

  it('that fail, fail by themselves, and the next go on', async () => {
    let isAway = true;
    const groups = new GroupedReservations(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve({ kind: 'none' })));
    const results = await Promise.allSettled([1, 2, 3].map((microRub) => groups.add('a', TODAY, microRub)));
    expect(results.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    isAway = false;
    expect(await groups.add('a', TODAY, 1)).toEqual({ kind: 'none' });
  });
});
