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
  KeysMetric: closed({ ...measure, date: { type: ['string', 'null'], format: 'date-time', description: 'Of the audit whose findings are the value; null while none has run.' } }),
  Audit: closed({
    date: moment('When the audit ran, with its zone; not before 2020, not in the future.'),
    routes: integer('Routes through which keys were sent.', { minimum: 1, maximum: 2_147_483_647 }),
    findings: integer('Places where a key was found that should not be there.', { minimum: 0, maximum: 2_147_483_647 }),
  }),
  SuccessMetrics: closed({
    adoptionRate: ref('SuccessMetric'),
    firstAttemptValidationRate: ref('SuccessMetric'),
    autoLockCompliance: ref('SuccessMetric'),
    plaintextKeysFound: ref('KeysMetric'),
    costReduction: ref('CostMetric'),
  }),
};
