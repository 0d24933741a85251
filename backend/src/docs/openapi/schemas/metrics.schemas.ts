import { BYOK_PROVIDERS, VERDICTS } from '#contracts';
import { choice, integer, list, moment, number, open, ref, text, uuid, type Schema } from '../json.js';

const EVENTS = ['vault_created', 'vault_unlocked', 'vault_locked', 'key_added', 'key_tested', 'key_deleted'];
const METRICS = ['adoptionRate', 'firstAttemptValidationRate', 'autoLockCompliance', 'plaintextKeysFound', 'costReduction'];

export const METRIC_SCHEMAS: Readonly<Record<string, Schema>> = {
  ClientEvents: open({
    events: list(
      open(
        {
          id: uuid('Chosen by the client; the same id counts once.'),
          name: choice(EVENTS),
          at: moment(),
          provider: choice(BYOK_PROVIDERS),
          verdict: choice(VERDICTS),
          reason: choice(['idle', 'manual', 'signout', 'failed_attempts']),
          overdueMs: integer('How long after its deadline the vault locked.'),
        },
        ['provider', 'verdict', 'reason', 'overdueMs'],
      ),
    ),
  }),
  SuccessMetric: open({ value: { type: ['number', 'null'] }, target: number(), unit: text(), series: list(open({ date: text(undefined, { format: 'date' }), value: { type: ['number', 'null'] } })) }),
  SuccessMetrics: open(Object.fromEntries(METRICS.map((name) => [name, ref('SuccessMetric')]))),
};
