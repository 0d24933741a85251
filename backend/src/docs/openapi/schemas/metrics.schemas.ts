import { ANALYTICS_BATCH, ANALYTICS_EVENT_NAMES, ANALYTICS_LOCK_REASONS, BYOK_PROVIDERS, VERDICTS } from '#contracts';
import { choice, closed, integer, list, moment, number, ref, text, type Schema } from '../json.js';

const event = closed(
  {
    id: text('Chosen by the client, 1 to 128 characters; the same id counts once.', { minLength: 1, maxLength: 128 }),
    name: choice(ANALYTICS_EVENT_NAMES),
    at: moment('Of the last 366 days.'),
    provider: choice(BYOK_PROVIDERS, 'Of the `key_*` events.'),
    verdict: choice(VERDICTS, 'Of `key_tested`.'),
    reason: choice(ANALYTICS_LOCK_REASONS, 'Of `vault_locked`.'),
    overdueMs: integer('Of `vault_locked`: how long after the deadline it came.', { minimum: 0 }),
  },
  ['provider', 'verdict', 'reason', 'overdueMs'],
);

const measure: Readonly<Record<string, Schema>> = {
  value: { type: ['number', 'null'], description: 'Over the whole range; null when nothing was there to measure.' },
  target: number(),
  unit: choice(['ratio', 'count']),
  series: list(closed({ date: text('A day of UTC.', { format: 'date' }), value: { type: ['number', 'null'] } })),
};

export const METRIC_SCHEMAS: Readonly<Record<string, Schema>> = {
  ClientEvents: closed({ events: { ...list(event), minItems: 1, maxItems: ANALYTICS_BATCH } }),
  AcceptedEvents: closed({ accepted: integer() }),
  SuccessMetric: closed(measure),
  CostMetric: closed({ ...measure, rubPaid: number('Roubles that the platform paid.'), rubAvoided: number("Roubles that users' own keys paid.") }),
  SuccessMetrics: closed({
    adoptionRate: ref('SuccessMetric'),
    firstAttemptValidationRate: ref('SuccessMetric'),
    autoLockCompliance: ref('SuccessMetric'),
    plaintextKeysFound: ref('SuccessMetric'),
    costReduction: ref('CostMetric'),
  }),
};
