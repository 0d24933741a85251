import type { JobReceiptView, ProviderId, Receipt } from '#contracts';
import { RECEIPT_HEADERS } from '#contracts';
import type { TokenUsage } from '../../../shared/money/cost.js';
import { readReceipt } from '../../../core/http/receipt-reader.js';

/** Calls of one stage that the same key served in the same way. */
export interface StageReceipt {
  stage: string;
  receipt: Receipt;
  /** How many calls. */
  count: number;
  /** Of all of them; absent where it isn't told. */
  usage?: TokenUsage;
  /** Roubles of all of them; null: not known; absent of older jobs. */
  cost?: number | null;
  /** Whose own key had paid last, before the first of these calls. */
  inUse?: ProviderId;
  /** No key served in the end. */
  failed: boolean;
}

/** The receipts of a job, equal ones together, in the order in which each first came. Those not as agreed are left out. */
export function stageReceipts(receipts: readonly JobReceiptView[]): StageReceipt[] {
  const found = new Map<string, StageReceipt>();
  let inUse: ProviderId | undefined;
  for (const entry of receipts) {
    const name = [entry.stage, entry.credentialSource, entry.provider, entry.model, entry.attempts].join(' ');
    const known = found.get(name);
    if (known) {
      known.count += 1;
      Object.assign(known, spent(entry, known));
      if (isOwn(known)) inUse = known.receipt.provider;
      continue;
    }
    const receipt = toReceipt(entry);
    if (!receipt) continue;
    const kind: StageReceipt = { stage: entry.stage, receipt, count: 1, failed: receipt.attempts.at(-1)?.outcome !== 'ok', ...spent(entry), ...(inUse === undefined ? {} : { inUse }) };
    found.set(name, kind);
    if (isOwn(kind)) inUse = receipt.provider;
  }
  return [...found.values()];
}

const isOwn = ({ receipt, failed }: StageReceipt): boolean => !failed && receipt.source === 'byok';

/** What a call used and cost, added to what others of its kind did. */
function spent({ attempts, tokensIn = null, tokensOut = null, costRub = null }: JobReceiptView, others: Pick<StageReceipt, 'usage' | 'cost'> = {}): Pick<StageReceipt, 'usage' | 'cost'> {
  const { usage: used = { tokensIn: 0, tokensOut: 0 }, cost } = others;
  const usage = tokensIn === null && tokensOut === null ? others.usage : { tokensIn: used.tokensIn + (tokensIn ?? 0), tokensOut: used.tokensOut + (tokensOut ?? 0) };
  // What is not known of a call that failed hides no other's cost.
  const isLeftOut = costRub === null && !attempts.endsWith(':ok');
  const sum = isLeftOut ? cost : costRub === null || cost === null ? null : (cost ?? 0) + costRub;
  return { ...(usage ? { usage } : {}), ...(sum === undefined ? {} : { cost: sum }) };
}

function toReceipt({ credentialSource, provider, model, attempts }: JobReceiptView): Receipt | undefined {
  const headers: Readonly<Record<string, string>> = {
    [RECEIPT_HEADERS.source]: credentialSource,
    [RECEIPT_HEADERS.provider]: provider,
    [RECEIPT_HEADERS.model]: model ?? '',
    [RECEIPT_HEADERS.attempts]: attempts,
  };
  const receipt = readReceipt({ get: (name) => headers[name] ?? null });
  // More than one entry means that another key stepped in; why is what the one before it failed with.
  const reason = receipt?.attempts.slice(0, -1).at(-1)?.outcome;
  return receipt && reason !== undefined && reason !== 'ok' ? { ...receipt, fallbackReason: reason } : receipt;
}

/** Who paid for a job as a whole: providers of own keys that served, and whether the platform did. */
export function payersOf(receipts: readonly JobReceiptView[]): { own: string[]; platform: boolean } {
  const served = stageReceipts(receipts).filter(({ failed }) => !failed);
  const own = served.filter(({ receipt }) => receipt.source === 'byok').map(({ receipt }) => receipt.provider);
  return { own: [...new Set(own)], platform: served.some(({ receipt }) => receipt.source === 'platform') };
}
