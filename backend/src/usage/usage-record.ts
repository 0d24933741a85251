import { randomBytes } from 'node:crypto';
import type { CredentialSource, ErrorCode, ProviderId, Strategy, Tier } from '#contracts';
import type { CallCost } from './measure/call-cost.js';
import type { MeasuredUsage } from './measure/measured-usage.js';
import type { Reservation } from '../byok/strategy/spending/spending-guard.js';

/** A provider call that has ended, with what it consumed. */
export interface RecordedCall {
  readonly userId: string;
  /** Of the user, at the time of the call. */
  readonly strategy: Strategy;
  /** `v1`, a provider's native face, or `job`. */
  readonly face: string;
  /** The route's pattern. */
  readonly route: string;
  readonly provider: ProviderId;
  /** The catalog's id; undefined for calls without a model. */
  readonly model: string | undefined;
  readonly tier: Tier | undefined;
  readonly source: CredentialSource;
  readonly status: number;
  /** Undefined for a success. */
  readonly code: ErrorCode | undefined;
  readonly aborted: boolean;
  readonly fallbackReason: ErrorCode | undefined;
  readonly durationMs: number;
  readonly usage: MeasuredUsage;
  /** What was set aside for it, to be settled by its cost. */
  readonly reservation?: Reservation | undefined;
}

const MAX_INTEGER = 2_147_483_647;
const MAX_ROUBLES = 9_999_999_999;
const MAX_SECONDS = 1e9;

/** Makes this process's ids its own. */
const PROCESS = randomBytes(8).toString('hex').replace(/^./, '8');
let count = 0;

/**
 * A UUID of version 7: first the time in milliseconds, so that new rows stand side by side in the index, then a
 * counter, then what is this process's alone.
 */
export function recordId(at: number): string {
  count = (count + 1) & 0xfff;
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${PROCESS.slice(0, 4)}-${PROCESS.slice(4)}`;
}

/** A whole number that its column can hold, whatever a provider claims. */
const whole = (value: number | undefined) => (value === undefined ? null : Math.min(MAX_INTEGER, Math.round(value)));

/** The parts of a row that are the same for many calls, as the inside of a JSON object. */
const shared = new Map<string, string>();
const MAX_SHARED = 10_000;

function sharedFields({ strategy, face, route, provider, model, tier, source }: RecordedCall): string {
  const key = `${strategy} ${route} ${provider} ${source} ${model}`;
  let json = shared.get(key);
  if (json === undefined) {
    json = JSON.stringify({ strategy, face, route, provider, model: model ?? null, tier: tier ?? null, source }).slice(1, -1);
    if (shared.size < MAX_SHARED) shared.set(key, json);
  }
  return json;
}

/**
 * The row of a call as a JSON object with the table's column names; `at` in Unix milliseconds. Written by hand,
 * since it is made for every call: besides `shared` it holds numbers, booleans, our codes and a UUID only.
 */
export function recordJson(call: RecordedCall, { rubPaid, rubAvoided }: CallCost, at: number): string {
  const { userId, status, code, aborted, fallbackReason, durationMs, usage } = call;
  const word = (text: string | undefined) => (text === undefined ? 'null' : `"${text}"`);
  const seconds = usage.audioSeconds === undefined ? null : Math.min(MAX_SECONDS, usage.audioSeconds);
  return `{"id":"${recordId(at)}","at":${at},"user_id":"${userId}",${sharedFields(call)},"tokens_in":${whole(usage.tokensIn)},"tokens_out":${whole(usage.tokensOut)},"audio_seconds":${seconds},"estimated":${usage.estimated},"status":${status},"code":${word(code)},"aborted":${aborted},"fallback_reason":${word(fallbackReason)},"duration_ms":${whole(durationMs)},"rub_paid":${Math.min(MAX_ROUBLES, rubPaid)},"rub_avoided":${Math.min(MAX_ROUBLES, rubAvoided)}}`;
}
