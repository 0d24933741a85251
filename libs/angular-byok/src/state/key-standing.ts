import type { ErrorCode } from '#contracts';
import type { KeyCall, KeyCheck } from '#vault';

/** What a key can fail with so that it will fail again until somebody does something. */
export const KEY_FAILURE_CODES = ['key_invalid', 'key_no_credit', 'key_forbidden', 'region_unsupported'] as const satisfies readonly ErrorCode[];
export type KeyFailureCode = (typeof KEY_FAILURE_CODES)[number];

/** The same failure is written down again after this long. */
const REPEATED_MS = 60_000;

/** How a key failed last, with nothing after it that says otherwise. */
export interface KeyFailure {
  code: KeyFailureCode;
  /** ISO 8601. */
  at: string;
  /** Catalog id; the failure concerns this model alone. */
  model?: string;
  /** Catalog ids; the key reaches these, and no other. */
  reaches?: readonly string[];
}

export function isKeyFailureCode(code: string): code is KeyFailureCode {
  return (KEY_FAILURE_CODES as readonly string[]).includes(code);
}

/** What the last test or call, whichever came later, says against a key; undefined when it says nothing that lasts. */
export function standingFailure(check: KeyCheck | undefined, call: KeyCall | undefined): KeyFailure | undefined {
  if (call && (!check || Date.parse(call.at) >= Date.parse(check.at))) {
    if (!isKeyFailureCode(call.outcome)) return call.outcome === 'ok' ? undefined : ofCheck(check);
    return { code: call.outcome, at: call.at, ...(call.outcome === 'key_forbidden' && call.model ? { model: call.model } : {}) };
  }
  return ofCheck(check);
}

function ofCheck(check: KeyCheck | undefined): KeyFailure | undefined {
  switch (check?.verdict) {
    case 'invalid':
      return { code: 'key_invalid', at: check.at };
    case 'valid_no_credit':
      return { code: 'key_no_credit', at: check.at };
    case 'region_unsupported':
      return { code: 'region_unsupported', at: check.at };
    // Without a list it may only be that the key must not list.
    case 'valid_restricted':
      return check.models.length > 0 ? { code: 'key_forbidden', at: check.at, reaches: check.models } : undefined;
    default:
      return undefined;
  }
}

/** Whether an outcome says something new of a key that is known to fail like this, or not to fail. */
export function saysOfKey(outcome: ErrorCode | 'ok', failure: KeyFailure | undefined): boolean {
  if (outcome === 'ok') return failure !== undefined && failure.code !== 'key_forbidden';
  return isKeyFailureCode(outcome) && (failure?.code !== outcome || Date.now() - Date.parse(failure.at) > REPEATED_MS);
}

/** Whether the failure stands in the way of a call. @param model catalog id; undefined: chosen by the server */
export function concerns(failure: KeyFailure, model: string | undefined): boolean {
  if (failure.code !== 'key_forbidden') return true;
  if (model === undefined) return false;
  if (failure.reaches) return !failure.reaches.includes(model);
  return failure.model === undefined || failure.model === model;
}
