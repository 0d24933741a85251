import type { CredentialSource, ErrorCode, ProviderId, RecordedReceipt, Strategy, Tier } from '#contracts';
import type { Reservation } from '#nestjs-byok';
import type { CallCost } from './measure/call-cost.js';
import type { MeasuredUsage } from './measure/measured-usage.js';
import { RecordIds } from './record-ids.js';

/** A provider call that has ended, with what it consumed. */
export interface RecordedCall {
  readonly userId: string;
  /** Of the user, at the time of the call. */
  readonly strategy: Strategy;
  /** `v1`, a provider's native routes, or `job`. */
  readonly endpoint: string;
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
  /** What its caller was told of it; of an aborted call, what there is to tell. */
  readonly receipt: RecordedReceipt;
  /** The job that it was made for. */
  readonly jobId?: string | undefined;
  /** The token by which it came. */
  readonly tokenId?: string | undefined;
  /** What was set aside for it, to be settled by its cost. */
  readonly reservation?: Reservation | undefined;
}

const MAX_INTEGER = 2_147_483_647;
const MAX_ROUBLES = 9_999_999_999;
const MAX_SECONDS = 1e9;

const IDS = new RecordIds();

/** A whole number that its column can hold, whatever a provider claims. */
const whole = (value: number | undefined) => (value === undefined ? null : Math.min(MAX_INTEGER, Math.round(value)));

const rouble = (value: number | null) => (value === null ? null : Math.min(MAX_ROUBLES, value));

/** A row of `usage_records`, by the names of its columns, and whether its cost counts against the user's limit already. */
export type UsageRow = ReturnType<typeof usageRow>;

/** The row of a call. @param at Unix milliseconds */
export function usageRow(call: RecordedCall, { rubPaid, rubAvoided }: CallCost, at: number) {
  const { userId, strategy, endpoint, route, provider, model, tier, source, usage } = call;
  return {
    id: IDS.next(at),
    at,
    user_id: userId,
    job_id: call.jobId ?? null,
    token_id: call.tokenId ?? null,
    strategy,
    face: endpoint,
    route,
    provider,
    model: model ?? null,
    tier: tier ?? null,
    source,
    tokens_in: whole(usage.tokensIn),
    tokens_out: whole(usage.tokensOut),
    audio_seconds: usage.audioSeconds === undefined ? null : Math.min(MAX_SECONDS, usage.audioSeconds),
    estimated: usage.estimated,
    status: call.status,
    code: call.code ?? null,
    aborted: call.aborted,
    fallback_reason: call.fallbackReason ?? null,
    duration_ms: whole(call.durationMs),
    rub_paid: rouble(rubPaid),
    rub_avoided: rouble(rubAvoided),
    is_counted: call.reservation !== undefined && call.reservation.isOfUser !== false,
  };
}
