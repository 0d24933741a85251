import type { EntryView, PasskeyAvailability, PasskeyView, ProviderPolicies, SessionEvent, VaultErrorCode } from '#vault';
import { toEntry, type VaultEntry } from './vault-entry.js';
import { vaultErrorCode } from '../vault/vault-problem.js';
import type { VaultStatus } from '../vault/vault.types.js';

const UNSUPPORTED: readonly VaultErrorCode[] = ['insecure-context', 'unsupported', 'storage-missing', 'storage-silent'];

/** Deadlines that differ by less, in milliseconds, are the same one. */
const SAME_DEADLINE_MS = 500;

export type LockedBecause = Extract<SessionEvent, { type: 'locked' }>['reason'];

/** All that is known of the vault in this tab, as one value. Holds no key, and of an open vault's metadata nothing once it locks. */
export interface VaultState {
  readonly status: VaultStatus;
  /** Each provider's in the order in which they are tried; without their metadata unless unlocked. */
  readonly entries: readonly VaultEntry[];
  /** Known while locked too. */
  readonly passkeys: readonly PasskeyView[];
  readonly passkeyAvailability: PasskeyAvailability;
  /** Whether the platform may step in for one provider's keys, where that differs from the account's preference. */
  readonly policies: ProviderPolicies;
  /** Why the vault is unsupported or damaged. */
  readonly problem: VaultErrorCode | null;
  /** Minutes without an interaction after which the vault locks itself. */
  readonly lockMinutes: number;
  /** Why it was locked last, to be said beside the password field; null after an unlock. */
  readonly lockedBecause: LockedBecause | null;
  /** Unix milliseconds at which the vault locks itself; null unless unlocked. */
  readonly lockAt: number | null;
  /** Milliseconds until the lock, brought up to date every second; 0 when locked. */
  readonly remainingMs: number;
  /** What the browser answered when it was asked to keep a new vault; undefined before that. */
  readonly storagePersisted: boolean | undefined;
}

/** The vault's records, as they were read. */
export interface VaultRecords {
  readonly exists: boolean;
  readonly entries: readonly EntryView[];
  readonly passkeys: readonly PasskeyView[];
  readonly lockMinutes: number;
  readonly policies: ProviderPolicies;
}

/** Something that happened to the vault. */
export type VaultChange =
  /** Another account, of whose vault nothing is known yet. */
  | { readonly type: 'account' }
  | { readonly type: 'absent' }
  | { readonly type: 'records'; readonly records: VaultRecords; readonly unlocked: boolean }
  /** The vault is not open any more: what only an open one may show disappears, before any storage is read. */
  | { readonly type: 'hidden' }
  /** `passkeys`: those that are there in spite of it. */
  | { readonly type: 'failed'; readonly error: unknown; readonly passkeys: readonly PasskeyView[] }
  /** `remainingMs`: null when locked. `now`: Unix milliseconds. */
  | { readonly type: 'time'; readonly remainingMs: number | null; readonly now: number }
  | { readonly type: 'reason'; readonly reason: LockedBecause | null }
  | { readonly type: 'persisted'; readonly persisted: boolean }
  | { readonly type: 'passkey-availability'; readonly availability: PasskeyAvailability };

export const INITIAL_VAULT_STATE: VaultState = {
  status: 'loading',
  entries: [],
  passkeys: [],
  passkeyAvailability: 'unsupported',
  policies: {},
  problem: null,
  lockMinutes: 30,
  lockedBecause: null,
  lockAt: null,
  remainingMs: 0,
  storagePersisted: undefined,
};

/** The state after a change. Pure: the one place that says what a change clears. */
export function nextVaultState(state: VaultState, change: VaultChange): VaultState {
  switch (change.type) {
    case 'account':
      return { ...state, status: 'loading', entries: [], passkeys: [], policies: {}, ...NO_TIME };
    case 'absent':
      return { ...state, status: 'absent' };
    case 'records':
      return withRecords(state, change.records, change.unlocked);
    case 'hidden':
      return withoutMetadata(state);
    case 'failed': {
      const problem = vaultErrorCode(change.error) ?? 'storage-unreadable';
      return { ...state, problem, passkeys: change.passkeys, status: UNSUPPORTED.includes(problem) ? 'unsupported' : 'damaged', ...NO_TIME };
    }
    case 'time':
      return change.remainingMs === null ? { ...state, ...NO_TIME } : withTime(state, change.remainingMs, change.now);
    case 'reason':
      return { ...state, lockedBecause: change.reason };
    case 'persisted':
      return { ...state, storagePersisted: change.persisted };
    case 'passkey-availability':
      return { ...state, passkeyAvailability: change.availability };
  }
}

const NO_TIME = { lockAt: null, remainingMs: 0 } as const;

function withRecords(state: VaultState, { exists, entries, passkeys, lockMinutes, policies }: VaultRecords, unlocked: boolean): VaultState {
  const status = exists ? (unlocked ? 'unlocked' : 'locked') : 'absent';
  const next: VaultState = { ...state, status, entries: entries.map(toEntry), passkeys, lockMinutes, policies, problem: null };
  return unlocked ? next : withoutMetadata(next);
}

function withoutMetadata(state: VaultState): VaultState {
  const entries = state.entries.map(({ id, provider, damaged }) => ({ id, provider, damaged }));
  return { ...state, entries, status: state.status === 'unlocked' ? 'locked' : state.status, ...NO_TIME };
}

function withTime(state: VaultState, remainingMs: number, now: number): VaultState {
  const lockAt = now + remainingMs;
  const isSame = Math.abs(lockAt - (state.lockAt ?? 0)) <= SAME_DEADLINE_MS;
  return { ...state, remainingMs, lockAt: isSame ? state.lockAt : lockAt };
}
