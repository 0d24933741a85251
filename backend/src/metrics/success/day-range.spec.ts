import { ByokError } from '#contracts';
import { addDays, daysOf, isDay, readDayRange } from './day-range.js';

const NOW = Date.parse('2026-11-22T23:59:59Z');

describe('readDayRange', () => {
  it('covers the last 30 days by default', () => {
    expect(readDayRange(undefined, undefined, NOW)).toEqual({ from: '2026-10-24', to: '2026-11-22' });
    expect(readDayRange(undefined, '2026-03-01', NOW)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
    expect(daysOf(readDayRange(undefined, undefined, NOW))).toHaveLength(30);
  });

  it('takes dates and moments', () => {
    expect(readDayRange('2026-11-01', '2026-11-01', NOW)).toEqual({ from: '2026-11-01', to: '2026-11-01' });
    expect(readDayRange('2026-11-01T10:00:00.000Z', '2026-11-02T00:00Z', NOW)).toEqual({ from: '2026-11-01', to: '2026-11-02' });
  });

  it('takes 366 days and not one more', () => {
    expect(daysOf(readDayRange('2024-01-01', '2024-12-31', NOW))).toHaveLength(366);
    expect(() => readDayRange('2023-12-31', '2024-12-31', NOW)).toThrow(ByokError);
    expect(() => readDayRange('0001-01-01', '2024-12-31', NOW)).toThrow(/at most 366 days/);
  });

  it('refuses a range that ends before it begins', () => {
    expect(() => readDayRange('2026-11-23', '2026-11-22', NOW)).toThrow('from must not be later');
  });

  it.each(['2026-02-30', '2026-13-01', 'yesterday', '', ['2026-11-01', '2026-11-02'], '2026-11-01T99:00:00Z', 20261101, "2026-11-01'; drop table users", undefined, null])(
    'takes %j for no day',
    (value) => {
      expect(isDay(value)).toBe(false);
    },
  );

  it.each(['2026-11-01', '2024-02-29', '2026-11-01T10:00:00.000Z'])('takes %j for a day', (value) => {
    expect(isDay(value)).toBe(true);
  });

  it('counts over the ends of months and leap days', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysOf({ from: '2026-02-27', to: '2026-03-01' })).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  });
});
