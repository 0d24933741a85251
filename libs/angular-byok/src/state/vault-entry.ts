import type { EntryView, KeyCall, KeyCheck, ProviderAccounts } from '#vault';
import { standingFailure } from './key-standing.js';
import type { VaultEntrySummary } from '../vault/vault.types.js';

/** A stored key with what the settings page shows of it. */
export interface VaultEntry extends VaultEntrySummary {
  damaged: boolean;
  check?: KeyCheck;
  call?: KeyCall;
  /** Its last four characters. Known only while unlocked. */
  tail?: string;
  /** Known only while unlocked. */
  accounts?: ProviderAccounts;
}

export function toEntry({ id, provider, damaged, metadata, tail }: EntryView): VaultEntry {
  const { check, call, label, accounts, addedAt } = metadata ?? {};
  const failure = standingFailure(check, call);
  return {
    id,
    provider,
    damaged,
    ...(addedAt === undefined ? {} : { addedAt }),
    ...(check ? { check, lastTest: { at: check.at, verdict: check.verdict } } : {}),
    ...(call ? { call } : {}),
    ...(label === undefined ? {} : { label }),
    ...(accounts ? { accounts } : {}),
    ...(tail === undefined ? {} : { tail }),
    ...(failure ? { failure } : {}),
  };
}
