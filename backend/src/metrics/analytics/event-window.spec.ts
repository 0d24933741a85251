import { isEventMoment } from './event-window.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('isEventMoment', () => {
  it.each(['2026-11-22T12:00:00Z', '2026-11-22T12:00:00.123Z', '2026-11-22T15:00:00+03:00', '2026-11-23T11:59:59Z', '2025-11-22T00:00:00Z'])(
    'takes %s',
    (at) => expect(isEventMoment(at, NOW)).toBe(true),
  );

  it.each([
    '2026-11-23T12:00:01Z',
    '2025-11-20T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-22',
    '2026-11-22T12:00:00',
    '2026-11-22T25:00:00Z',
    '22.11.2026',
    'yesterday',
    '',
    1795000000000,
    null,
  ])('refuses %s', (at) => expect(isEventMoment(at, NOW)).toBe(false));
});
