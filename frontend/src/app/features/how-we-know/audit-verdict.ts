import type { AuditView } from '#contracts';

/** After that a server has usually been changed since. */
const OLD_MS = 30 * 24 * 60 * 60 * 1000;

/** What an audit is worth to somebody who is about to type a key. */
export type AuditVerdict = 'clean' | 'old' | 'found' | 'never';

/** @param audit null when there was none; one that sent keys through no route looked at nothing */
export function judge(audit: AuditView | null, now: number): AuditVerdict {
  if (audit === null) return 'never';
  if (audit.findings > 0) return 'found';
  if (audit.routes === 0) return 'never';
  return now - Date.parse(audit.date) > OLD_MS ? 'old' : 'clean';
}
