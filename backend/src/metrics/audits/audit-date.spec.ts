import { isAuditDate } from './audit-date.js';

const NOW = Date.parse('2026-11-29T12:00:00Z');

describe('isAuditDate', () => {
  it.each(['2026-11-29T12:00:00Z', '2026-11-29T12:00:00.123Z', '2026-11-29T15:10:00+03:00', '2026-11-30T11:59:59Z', '2020-01-01T00:00:00Z', '2026-11-29'])('takes %s', (date) =>
    expect(isAuditDate(date, NOW)).toBe(true),
  );

  it.each(['2026-11-30T12:00:01Z', '2026-02-30T00:00:00Z', '2026-02-30', '2026-11-29T12:00:00', '2026-11-29T25:00:00Z', '0000-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2019-12-31T23:59:59Z', '1970-01-01', 'today', '', 1795000000000, null])(
    'refuses %s',
    (date) => expect(isAuditDate(date, NOW)).toBe(false),
  );
});
