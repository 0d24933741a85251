import type { admin as russian } from '../ru/admin.js';
import { twoForms } from '../plural.js';
import type { SameShape } from '../shape.js';

export const admin: SameShape<typeof russian> = {
  heading: 'Users',
  lead: 'The plan decides which models are available. A new plan applies from the next request on.',
  count: twoForms('{{count}} account', '{{count}} accounts'),
  search: 'Find by e-mail',
  roles: { user: 'Author', admin: 'Administrator' },
  planOf: 'Plan of {{email}}',
  changed: '{{email}} now has the {{plan}} plan',
  more: 'Show more',
  nobody: 'Nobody found. Check the spelling of the address.',
  tabs: { label: 'Admin', users: 'Users', metrics: 'Metrics' },
  metrics: {
    heading: 'Metrics',
    lead: 'Whether own keys catch on, how safely they are kept, and what they save.',
    period: 'Period',
    days: { '7': '7 days', '30': '30 days', '90': '90 days' },
    goal: { atLeast: 'Goal: at least {{value}}', all: 'Goal: {{value}}', none: 'Goal: none' },
    standing: { met: 'Goal met', missed: 'Short of the goal', alarm: 'Look into this', empty: 'No data yet' },
    chart: 'By day from {{from}} to {{to}}. Days with data: {{days}}; lowest {{least}}, highest {{most}}.',
    chartEmpty: 'No data for any day from {{from}} to {{to}}.',
    money: 'The platform paid {{paid}}; own keys saved {{avoided}}.',
    adoptionRate: {
      title: 'Use their own key',
      text: 'Authors whom their own key served at least once in 30 days, of all who called a model under the Global strategy.',
    },
    firstAttemptValidationRate: {
      title: 'Keys right at the first test',
      text: 'The share of keys that proved right the very first time they were tested.',
    },
    autoLockCompliance: {
      title: 'Vaults locked in time',
      text: 'Automatic locks that came within a minute of their deadline. A sleeping computer counts as late, although no key can be used meanwhile.',
    },
    plaintextKeysFound: {
      title: 'Keys found in plain form',
      text: 'Records with a key that the hourly search of our own database has found: the most in the period.',
    },
    costReduction: {
      title: 'Saved on model costs',
      text: 'How much of what all calls cost was paid by own keys instead of the platform, at catalog prices.',
    },
  },
};
