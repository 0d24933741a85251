import type { SessionEvent } from '#vault';
import type { ByokEvent } from '../byok.options.js';

/**
 * What the host is told of a lock or an unlock: by the tab that brought it about, and by no other; undefined where
 * there is nothing to tell.
 */
export function lockReport(event: SessionEvent): ByokEvent | undefined {
  if (event.type === 'activity' || event.type === 'changed' || event.shared) return undefined;
  if (event.type === 'unlocked') return { name: 'vault_unlocked' };
  // Deleting the vault is as deliberate as locking it.
  const reason = event.reason === 'reset' ? 'manual' : event.reason;
  return { name: 'vault_locked', reason, overdueMs: Math.round(event.overdueMs) };
}
