import type { EntryView, KeyCheck } from '#vault';
import type { VaultEntrySummary } from './vault.types.js';

/** A stored key with what the settings page shows of it. */
export interface VaultEntry extends VaultEntrySummary {
  damaged: boolean;
  check?: KeyCheck;
}

export function toEntry({ id, provider, damaged, metadata }: EntryView): VaultEntry {
  const check = metadata?.check;
  return {
    id,
    provider,
    damaged,
    ...(metadata ? { addedAt: metadata.addedAt } : {}),
    ...(check ? { check, lastTest: { at: check.at, verdict: check.verdict } } : {}),
  };
}
