import { formatAttempts, type Receipt, type RecordedReceipt } from '#contracts';
import type { ReceiptCost, ReceiptCostReason, ReceiptPayload } from '#receipts';
import type { RecordedCall } from '../usage/index.js';

/** What a receipt states besides its place in a chain. */
export type ReceiptFacts = Omit<ReceiptPayload, 'v' | 'id' | 'chain' | 'number' | 'previous' | 'currency' | 'commitments'>;

/** A receipt on its way into its user's chain. */
export interface ReceiptDraft {
  readonly id: string;
  readonly userId: string;
  /** The job that it was made for: a personal field. */
  readonly jobId: string | undefined;
  readonly facts: ReceiptFacts;
}

const MICRO = 1e6;

type Tried = Pick<ReceiptFacts, 'route' | 'time' | 'provider' | 'model' | 'tier' | 'credentialSource' | 'attempts' | 'fallbackReason' | 'envelopeKid'>;

function tried(receipt: RecordedReceipt, route: string | undefined, openedAt: number): Tried {
  const { source, provider, model, tier, attempts, fallbackReason, envelopeKid } = receipt;
  return {
    time: new Date(openedAt).toISOString(),
    route: route ?? null,
    provider,
    model: model ?? null,
    tier: tier ?? null,
    credentialSource: source,
    attempts: formatAttempts(attempts),
    fallbackReason: fallbackReason ?? null,
    envelopeKid: envelopeKid ?? null,
  };
}

/** What a receipt states before its call has ended. @param openedAt Unix milliseconds */
export function pendingFacts(receipt: Receipt, route: string | undefined, openedAt: number): ReceiptFacts {
  return {
    ...tried(receipt, route, openedAt),
    endedAt: null,
    status: null,
    code: null,
    aborted: false,
    tokensIn: null,
    tokensOut: null,
    audioSeconds: null,
    estimated: false,
    cost: 'pending',
    costReason: null,
  };
}

/** What it states at last when nobody is left to tell how the call ended. */
export function abandonedFacts(facts: ReceiptFacts): ReceiptFacts {
  return { ...facts, cost: null, costReason: 'server_stopped' };
}

/** @param rub at the catalog's prices; undefined when it has none. @param openedAt, endedAt Unix milliseconds */
export function endedFacts(call: RecordedCall, rub: number | undefined, openedAt: number, endedAt: number): ReceiptFacts {
  const { receipt, route, status, code, aborted, usage } = call;
  const { tokensIn, tokensOut, audioSeconds, estimated } = usage;
  return {
    ...tried(receipt, route, openedAt),
    endedAt: new Date(endedAt).toISOString(),
    // Nobody was told.
    status: isGivenUp(receipt) ? null : status,
    code: code ?? null,
    aborted,
    tokensIn: tokensIn ?? null,
    tokensOut: tokensOut ?? null,
    audioSeconds: audioSeconds ?? null,
    estimated,
    ...costOf(call, rub),
  };
}

/** Nobody waited for the answer. */
function isGivenUp({ attempts }: RecordedReceipt): boolean {
  return attempts.at(-1)?.outcome === 'aborted';
}

function costOf({ code, usage, receipt }: RecordedCall, rub: number | undefined): { cost: ReceiptCost; costReason: ReceiptCostReason | null } {
  const unknown = (costReason: ReceiptCostReason) => ({ cost: null, costReason });
  const isCounted = usage.tokensIn !== undefined || usage.tokensOut !== undefined || usage.audioSeconds !== undefined;
  // It went out, and nobody saw what came of it.
  if (code === 'provider_timeout' || isGivenUp(receipt)) return unknown('may_be_charged');
  if (!isCounted) return unknown(usage.uncounted ?? 'not_counted');
  if (rub === undefined) return unknown('no_price');
  return { cost: Math.round(rub * MICRO) / MICRO, costReason: null };
}
