import type { EntryView } from '#vault';
import { INITIAL_VAULT_STATE, nextVaultState, type VaultChange, type VaultState } from './vault-state.js';
import { VaultStateStore } from './vault-state.store.js';

const entry: EntryView = { id: 'k1', provider: 'openai', damaged: false, tail: '6789', metadata: { addedAt: '2026-11-22T10:00:00.000Z', label: 'mine' } };
const opened: VaultChange = { type: 'records', records: { exists: true, entries: [entry], passkeys: [], lockMinutes: 5, policies: { openai: 'never' } }, unlocked: true };
const after = (...changes: VaultChange[]): VaultState => changes.reduce(nextVaultState, INITIAL_VAULT_STATE);

describe('the vault’s state', () => {
  it('shows a key’s metadata while the vault is open, and nothing of it from the moment it is not', () => {
    const open = after(opened, { type: 'time', remainingMs: 300_000, now: 1_000 });
    expect(open).toMatchObject({ status: 'unlocked', entries: [{ label: 'mine', tail: '6789' }], remainingMs: 300_000, lockAt: 301_000 });
    expect(nextVaultState(open, { type: 'hidden' })).toMatchObject({ status: 'locked', entries: [{ id: 'k1', provider: 'openai', damaged: false }], remainingMs: 0, lockAt: null });
    expect(JSON.stringify(nextVaultState(open, { type: 'hidden' }).entries)).not.toMatch(/mine|6789|2026/);
  });

  it('shows no metadata of records that were read by an open vault and come after its lock', () => {
    expect(JSON.stringify(after({ ...opened, unlocked: false }).entries)).not.toMatch(/mine|6789/);
  });

  it('takes nothing of one account over to the next', () => {
    expect(after(opened, { type: 'account' })).toMatchObject({ status: 'loading', entries: [], passkeys: [], policies: {}, lockAt: null });
  });

  it('keeps the moment of the lock where only the clocks’ noise differs', () => {
    const open = after(opened, { type: 'time', remainingMs: 300_000, now: 1_000 });
    expect(nextVaultState(open, { type: 'time', remainingMs: 299_003, now: 2_001 }).lockAt).toBe(301_000);
    expect(nextVaultState(open, { type: 'time', remainingMs: 300_000, now: 2_000 }).lockAt).toBe(302_000);
  });

  it('tells every subscriber of changes in their order, also of one that a subscriber brings about', () => {
    const store = new VaultStateStore();
    const seen: (string | null)[] = [];
    store.state$.subscribe(({ status, lockedBecause }) => {
      if (status === 'absent' && lockedBecause === null) store.apply({ type: 'reason', reason: 'idle' });
    });
    store.state$.subscribe(({ lockedBecause }) => seen.push(lockedBecause));
    store.apply({ type: 'absent' });
    expect(seen).toEqual([null, null, 'idle']);
    expect(store.state.lockedBecause).toBe('idle');
  });
});
