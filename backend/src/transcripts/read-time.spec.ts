import { secondsOf } from './read-time.js';

describe('a time as a model writes it', () => {
  it.each([
    [0, 0],
    [12.25, 12.25],
    [-3, 0],
    ['0.5', 0.5],
    ['0,5', 0.5],
    [' 7 ', 7],
    ['-1.5', 0],
    ['12s', 12],
    ['1.5 seconds', 1.5],
    ['3.500s', 3.5],
    ['500ms', 0.5],
    ['1500 milliseconds', 1.5],
    ['1m 2.5s', 62.5],
    ['1h2m3s', 3723],
    ['5 min', 300],
    ['PT1M2.5S', 62.5],
    ['01:23', 83],
    ['1:02:03', 3723],
    ['00:00:01,500', 1.5],
    ['00:00:01.5', 1.5],
    ['00:01.25', 1.25],
    ['00:05:123', 5.123],
    ['00:01:05:250', 65.25],
    ['[00:12]', 12],
    [{ seconds: 3, nanos: 500_000_000 }, 3.5],
    [{ seconds: '4' }, 4],
  ])('%j is %d seconds', (written, seconds) => {
    expect(secondsOf(written)).toBeCloseTo(seconds, 6);
  });

  it.each([[''], ['soon'], ['pt'], ['1:2:3:4:5'], ['12 bees'], [null], [undefined], [true], [Infinity], [NaN], [[]], [{}], [{ seconds: 'x' }], ['9'.repeat(100)]])('%j is none', (written) => {
    expect(secondsOf(written)).toBeUndefined();
  });
});
