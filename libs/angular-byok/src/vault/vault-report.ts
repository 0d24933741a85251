import type { SessionEvent } from '#vault';
import type { ByokEvent } from '../byok.options.js';

/**
 * The event that reports a lock or an unlock to the host; only the tab that caused it reports it. Undefined where there
 * is nothing to report.
 */
export function lockReport(event: SessionEvent): ByokEvent | undefined {
  if (event.type === 'activity' || event.type === 'changed' || event.shared) return undefined;
  if (event.type === 'unlocked') return { name: 'vault_unlocked' };
  // Deleting the vault is as deliberate as locking it.
  const reason = event.reason === 'reset' ? 'manual' : event.reason;
  return { name: 'vault_locked', reason, overdueMs: Math.round(event.overdueMs) };
}
