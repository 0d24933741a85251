import { ByokError } from '#contracts';
import type { UnpricedCall } from '#nestjs-byok';
import type { SpendingState } from './spending-limit.store.js';
import type { LimitHolder } from './spending-limit-watch.service.js';
import { endOfUtcDay, endOfUtcMonth } from './utc-day.js';

const MICRO = 1e6;
const MEND = 'Nothing was sent.';

const NAMES: Readonly<Record<LimitHolder, string>> = { user: 'Your own spending limit', token: "This token's own spending limit" };
const RAISE: Readonly<Record<LimitHolder, string>> = { user: 'raise it with PUT /api/me/spending-limit', token: 'use another token, or none' };

/** Roubles with as many digits as tell them from nothing. */
const roubles = (microRub: number) => String(Number((microRub / MICRO).toFixed(microRub < MICRO / 100 ? 6 : 2)));

function refusal(message: string, param?: string): ByokError {
  return new ByokError('own_limit_reached', message, { shouldRetry: false, ...(param === undefined ? {} : { param }) });
}

/** @param microRub what the call may cost. @param at Unix milliseconds */
export function exceededOwnLimit(holder: LimitHolder, { perDay, spentToday, perMonth, spentThisMonth }: SpendingState, microRub: number, at: number): ByokError {
  const isDay = perDay !== null && spentToday + microRub > perDay;
  const [value, name, spent, end] = isDay ? [perDay, 'a day (rubPerDay)', spentToday, endOfUtcDay(at)] : [perMonth ?? 0, 'a month (rubPerMonth)', spentThisMonth, endOfUtcMonth(at)];
  const until = `${new Date(end).toISOString().slice(0, 16)}Z`;
  return refusal(
    `${NAMES[holder]} leaves no room for this call: ${roubles(value)} ₽ ${name}, of which ${roubles(spent)} ₽ are spent or set aside, and this call may cost ${roubles(microRub)} ₽. ${MEND} Ask for a shorter answer, wait until ${until}, or ${RAISE[holder]}.`,
  );
}

export function unpricedUnderLimit(holder: LimitHolder, { reason, param }: UnpricedCall): ByokError {
  return refusal(`${NAMES[holder]} holds, and what this call costs can't be told before it: ${reason}. ${MEND} Leave that out, or ${holder === 'user' ? 'lift the limit with PUT /api/me/spending-limit' : RAISE.token}.`, param);
}

export function deletedToken(): ByokError {
  return refusal(`The token by which this was submitted had a spending limit, and is deleted. ${MEND} Submit it again with another token, or none.`);
}
