import type { Receipt } from '#contracts';
import { RECEIPT_HEADERS } from '#contracts';
import { readReceipt } from '../../../core/http/receipt-reader.js';
import type { JobReceipt } from './job.js';

/** Calls of one stage that the same key served in the same way. */
export interface StageReceipt {
  stage: string;
  receipt: Receipt;
  /** How many calls. */
  count: number;
  /** No key served in the end. */
  failed: boolean;
}

/** The receipts of a job, equal ones together, in the order in which each first came. Those not as agreed are left out. */
export function stageReceipts(receipts: readonly JobReceipt[]): StageReceipt[] {
  const found = new Map<string, StageReceipt>();
  for (const entry of receipts) {
    const name = [entry.stage, entry.credentialSource, entry.provider, entry.model, entry.attempts].join(' ');
    const known = found.get(name);
    if (known) {
      known.count += 1;
      continue;
    }
    const receipt = toReceipt(entry);
    if (receipt) found.set(name, { stage: entry.stage, receipt, count: 1, failed: receipt.attempts.at(-1)?.outcome !== 'ok' });
  }
  return [...found.values()];
}

function toReceipt({ credentialSource, provider, model, attempts }: JobReceipt): Receipt | undefined {
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
export function payersOf(receipts: readonly JobReceipt[]): { own: string[]; platform: boolean } {
  const served = stageReceipts(receipts).filter(({ failed }) => !failed);
  const own = served.filter(({ receipt }) => receipt.source === 'byok').map(({ receipt }) => receipt.provider);
  return { own: [...new Set(own)], platform: served.some(({ receipt }) => receipt.source === 'platform') };
}
