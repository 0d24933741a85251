import type { SpendingView, SpentSum } from '#contracts';
import { sumLists } from './sum-rows.js';

const sum = (own: number, platform = 0, calls = 1): SpentSum => ({ own, platform, calls, unpriced: 0 });
const NOTHING = sum(0, 0, 0);
const view = (change: Partial<SpendingView>): SpendingView => ({
  today: NOTHING, month: NOTHING, providers: [], courses: [], tokens: [], platformLimit: { rubPerDay: 50, spentToday: 0, callsPerDay: 500, callsToday: 0 }, ...change,
});
const namesOf = (spending: SpendingView, period: 'today' | 'month') => sumLists(spending, period).map(({ words, rows }) => [words.split('.').at(-1), ...rows.map(({ name, words: own }) => name ?? own)]);

describe('the lists of sums', () => {
  it('have what was called in the period, dearest first', () => {
    const providers = [
      { provider: 'openai' as const, today: NOTHING, month: sum(1) },
      { provider: 'gemini' as const, today: sum(0.5), month: sum(1, 2) },
    ];
    expect(namesOf(view({ providers }), 'month')).toEqual([['providers', 'common.providers.gemini', 'common.providers.openai']]);
    expect(namesOf(view({ providers }), 'today')).toEqual([['providers', 'common.providers.gemini']]);
    expect(namesOf(view({}), 'month')).toEqual([]);
  });

  it('leave out what would only say the total again', () => {
    const course = { jobId: null, title: null, isDeleted: false, today: sum(1), month: sum(1) };
    const token = { tokenId: null, name: null, today: sum(1), month: sum(1) };
    expect(namesOf(view({ courses: [course], tokens: [token] }), 'today')).toEqual([]);
  });

  it('name what has no name, and lead to courses that are there', () => {
    const course = (jobId: string, title: string | null, isDeleted = false) => ({ jobId, title, isDeleted, today: NOTHING, month: sum(1) });
    const [courses] = sumLists(view({ courses: [course('a', 'Light'), course('b', null), course('c', null, true)] }), 'month');
    expect(courses?.rows.map(({ name, words, link }) => [name ?? words, link])).toEqual([
      ['Light', '/courses/a'],
      ['spending.sums.untitled', '/courses/b'],
      ['spending.sums.deletedCourse', undefined],
    ]);
    const token = { tokenId: 't', name: null, rubPerDay: 10, today: sum(1, 2), month: sum(5) };
    expect(sumLists(view({ tokens: [token] }), 'month')[0]?.rows[0]).toMatchObject({ words: 'spending.sums.deletedToken', limit: { rubPerDay: 10, spentToday: 3 } });
  });
});
