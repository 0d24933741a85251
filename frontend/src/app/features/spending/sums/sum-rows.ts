import type { CourseSpending, SpendingView, SpentSum, TokenSpending } from '#contracts';

export type SpendingPeriod = 'today' | 'month';

/** One line of a list of sums. */
export interface SumRow {
  readonly id: string;
  /** Of a name that a person gave; undefined where `words` say what it is. */
  readonly name?: string;
  /** Dictionary path. */
  readonly words?: string;
  readonly link?: string;
  readonly sum: SpentSum;
  /** Roubles that may be spent in a day, and are today. */
  readonly limit?: { readonly rubPerDay: number; readonly spentToday: number };
}

const costOf = ({ own, platform }: SpentSum): number => own + platform;

function courseRow({ jobId, title, isDeleted, ...spent }: CourseSpending, period: SpendingPeriod): SumRow {
  const sum = spent[period];
  if (jobId === null) return { id: 'none', words: 'spending.sums.noCourse', sum };
  if (isDeleted) return { id: jobId, words: 'spending.sums.deletedCourse', sum };
  return { id: jobId, link: `/courses/${jobId}`, sum, ...(title === null ? { words: 'spending.sums.untitled' } : { name: title }) };
}

function tokenRow({ tokenId, name, rubPerDay, ...spent }: TokenSpending, period: SpendingPeriod): SumRow {
  const sum = spent[period];
  if (tokenId === null) return { id: 'none', words: 'spending.sums.browser', sum };
  const limit = rubPerDay === undefined ? {} : { limit: { rubPerDay, spentToday: costOf(spent.today) } };
  return { id: tokenId, sum, ...limit, ...(name === null ? { words: 'spending.sums.deletedToken' } : { name }) };
}

/** The lists of a period, dearest first; what was not called in it is left out, and a list that would only repeat the total, too. */
export function sumLists({ providers, courses, tokens }: SpendingView, period: SpendingPeriod): { readonly words: string; readonly rows: readonly SumRow[] }[] {
  const lists = [
    { words: 'spending.sums.providers', rows: providers.map(({ provider, ...spent }) => ({ id: provider, words: `common.providers.${provider}`, sum: spent[period] })) },
    { words: 'spending.sums.courses', rows: courses.map((course) => courseRow(course, period)) },
    { words: 'spending.sums.tokens', rows: tokens.map((token) => tokenRow(token, period)) },
  ];
  return lists
    .map(({ words, rows }) => ({ words, rows: rows.filter(({ sum }) => sum.calls > 0).sort((one, other) => costOf(other.sum) - costOf(one.sum)) }))
    .filter(({ words, rows }) => rows.length > 0 && (words === 'spending.sums.providers' || rows.some(({ id }) => id !== 'none')));
}
