import { judge } from './audit-verdict.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const audit = { date: '2026-11-01T00:00:00Z', routes: 41, findings: 0 };

describe('what an audit is worth', () => {
  it.each([
    [audit, 'clean'],
    [{ ...audit, date: '2026-10-01T00:00:00Z' }, 'old'],
    [{ ...audit, date: '2026-10-01T00:00:00Z', findings: 2 }, 'found'],
    [{ ...audit, routes: 0 }, 'never'],
    [null, 'never'],
  ] as const)('%j: %s', (last, verdict) => expect(judge(last, NOW)).toBe(verdict));
});
