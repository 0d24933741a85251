import type { Verdict } from './api.js';
import type { ByokProviderId } from './providers.js';

export const ANALYTICS_EVENT_NAMES = [
  'vault_created',
  'vault_unlocked',
  'vault_locked',
  'key_added',
  'key_tested',
  'key_deleted',
] as const;
export type AnalyticsEventName = (typeof ANALYTICS_EVENT_NAMES)[number];

/** Why a vault was locked. */
export const ANALYTICS_LOCK_REASONS = ['idle', 'manual', 'signout', 'failed_attempts'] as const;
export type AnalyticsLockReason = (typeof ANALYTICS_LOCK_REASONS)[number];

/** Events in one `POST /api/analytics/events`. */
export const ANALYTICS_BATCH = 100;

/** One entry of `POST /api/analytics/events`; the same id counts once for a user, however often it is sent. */
export interface AnalyticsEvent {
  id: string;
  name: AnalyticsEventName;
  /** ISO 8601. */
  at: string;
  /** Of the `key_*` events. */
  provider?: ByokProviderId;
  /** Of `key_tested`. */
  verdict?: Verdict;
  /** Of `vault_locked`. */
  reason?: AnalyticsLockReason;
  /** Of `vault_locked`: how long after the deadline it came, in whole milliseconds. */
  overdueMs?: number;
}

export interface SuccessMetric {
  /** Over the whole range; null when nothing was there to measure. */
  value: number | null;
  target: number;
  unit: 'ratio' | 'count';
  /** One entry for each day of the range (UTC, `YYYY-MM-DD`), those without anything to measure too. */
  series: { date: string; value: number | null }[];
}

/** `GET /api/admin/success-metrics`. */
export interface SuccessMetricsView {
  adoptionRate: SuccessMetric;
  firstAttemptValidationRate: SuccessMetric;
  autoLockCompliance: SuccessMetric;
  /** `date`: of the audit whose findings are the value, ISO 8601; null while none has run. */
  plaintextKeysFound: SuccessMetric & { date: string | null };
  costReduction: SuccessMetric & { rubPaid: number; rubAvoided: number };
}
