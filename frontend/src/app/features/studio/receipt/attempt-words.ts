import { PROVIDER_CODES, type AttemptRecord, type ErrorCode } from '#contracts';

/** How trying a key can end, and has words for it. */
export const ATTEMPT_OUTCOMES = [
  'ok',
  ...PROVIDER_CODES,
  'key_malformed',
  'envelope_invalid',
  'envelope_expired',
  'envelope_unknown_key',
  'key_expired_in_queue',
] as const satisfies readonly AttemptRecord['outcome'][];
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** Dictionary path of what became of the attempt: the end of a sentence that begins with the key. */
export function attemptWords(outcome: ErrorCode | 'ok'): string {
  const known = (ATTEMPT_OUTCOMES as readonly AttemptRecord['outcome'][]).includes(outcome);
  return `studio.receipt.outcome.${known ? outcome : 'other'}`;
}
