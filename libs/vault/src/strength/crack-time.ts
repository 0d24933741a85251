/** PBKDF2-SHA-256 with 600,000 rounds on one fast graphics card (docs/security/vault.md says where this comes from). */
const GUESSES_PER_CARD = 15_000;
/** What somebody who deals in stolen browser profiles may well own. */
const CARDS = 8;

const UNITS = [
  ['centuries', 100 * 365.25 * 86_400],
  ['years', 365.25 * 86_400],
  ['months', 30.44 * 86_400],
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

export type CrackTimeUnit = (typeof UNITS)[number][0] | 'seconds';

/** How long eight graphics cards need, on average. `count` is at least 1; above a thousand centuries it stays there. */
export interface CrackTime {
  unit: CrackTimeUnit;
  count: number;
}

/** Half of the guesses, at the rate of eight cards. */
export function crackTime(guessesLog10: number): CrackTime {
  const seconds = 10 ** Math.min(guessesLog10, 24) / 2 / (GUESSES_PER_CARD * CARDS);
  const [unit, length] = UNITS.find(([, unitLength]) => seconds >= unitLength) ?? (['seconds', 1] as const);
  const count = Math.max(1, Math.floor(seconds / length));
  return { unit, count: unit === 'centuries' ? Math.min(count, 1_000) : count };
}
