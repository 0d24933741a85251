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

/** What is known only at the end of a call. */
type Ending = Pick<ReceiptFacts, 'endedAt' | 'status' | 'code' | 'aborted' | 'cost' | 'costReason'> & { readonly usage: Pick<RecordedCall['usage'], 'tokensIn' | 'tokensOut' | 'audioSeconds' | 'estimated'> };

const PENDING: Ending = { endedAt: null, status: null, code: null, aborted: false, usage: { estimated: false }, cost: 'pending', costReason: null };

function factsOf(receipt: RecordedReceipt, route: string | undefined, openedAt: number, ending: Ending): ReceiptFacts {
  const { usage } = ending;
  return {
    time: new Date(openedAt).toISOString(),
    route: route ?? null,
    provider: receipt.provider,
    model: receipt.model ?? null,
    tier: receipt.tier ?? null,
    credentialSource: receipt.source,
    attempts: formatAttempts(receipt.attempts),
    fallbackReason: receipt.fallbackReason ?? null,
    envelopeKid: receipt.envelopeKid ?? null,
    endedAt: ending.endedAt,
    status: ending.status,
    code: ending.code,
    aborted: ending.aborted,
    tokensIn: usage.tokensIn ?? null,
    tokensOut: usage.tokensOut ?? null,
    audioSeconds: usage.audioSeconds ?? null,
    estimated: usage.estimated,
    cost: ending.cost,
    costReason: ending.costReason,
  };
}

/** What a receipt states before its call has ended. @param openedAt Unix milliseconds */
export function pendingFacts(receipt: Receipt, route: string | undefined, openedAt: number): ReceiptFacts {
  return factsOf(receipt, route, openedAt, PENDING);
}

/** What it states at last when nobody is left to tell how the call ended. */
export function abandonedFacts(facts: ReceiptFacts): ReceiptFacts {
  return { ...facts, cost: null, costReason: 'server_stopped' };
}

/** @param rub at the catalog's prices; undefined when it has none. @param openedAt, endedAt Unix milliseconds */
export function endedFacts(call: RecordedCall, rub: number | undefined, openedAt: number, endedAt: number): ReceiptFacts {
  const { receipt, route, code, aborted, usage } = call;
  const { cost, costReason } = costOf(call, rub);
  return factsOf(receipt, route, openedAt, {
    endedAt: new Date(endedAt).toISOString(),
    // Nobody was told.
    status: isGivenUp(receipt) ? null : call.status,
    code: code ?? null,
    aborted,
    usage,
    cost,
    costReason,
  });
}

/** Nobody waited for the answer. */
function isGivenUp({ attempts }: RecordedReceipt): boolean {
  return attempts.at(-1)?.outcome === 'aborted';
}

function costOf({ code, usage, receipt }: RecordedCall, rub: number | undefined): { cost: ReceiptCost; costReason: ReceiptCostReason | null } {
  const unknown = (costReason: ReceiptCostReason) => ({ cost: null, costReason });
  const isCounted = usage.tokensIn !== undefined || usage.tokensOut !== undefined || usage.audioSeconds !== undefined;
  // It went out, and nobody saw what came of it.
  if ((code === 'provider_timeout' && !isCounted) || isGivenUp(receipt)) return unknown('may_be_charged');
  if (!isCounted) return unknown(usage.uncounted ?? 'not_counted');
  if (rub === undefined) return unknown('no_price');
  return { cost: Math.round(rub * MICRO) / MICRO, costReason: null };
}
