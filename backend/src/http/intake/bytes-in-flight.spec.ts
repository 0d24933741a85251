import { BytesInFlight } from './bytes-in-flight.js';

const MIB = 1024 * 1024;

describe('bodies on their way', () => {
  it('are bounded for each user, and what was answered makes room', () => {
    const inFlight = new BytesInFlight(80 * MIB, 1_000 * MIB);
    for (let body = 0; body < 4; body += 1) inFlight.take('one', 20 * MIB);
    expect(() => inFlight.take('one', MIB)).toThrow(expect.objectContaining({ code: 'rate_limited', message: expect.stringContaining('80 MiB') }));
    inFlight.take('other', 20 * MIB);
    inFlight.give('one', 20 * MIB);
    inFlight.take('one', 20 * MIB);
  });

  it('are bounded for all together', () => {
    const inFlight = new BytesInFlight(80 * MIB, 100 * MIB);
    inFlight.take('one', 80 * MIB);
    inFlight.take('other', 20 * MIB);
    expect(() => inFlight.take('third', 1)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    inFlight.give('one', 80 * MIB);
    inFlight.take('third', 80 * MIB);
  });
});
