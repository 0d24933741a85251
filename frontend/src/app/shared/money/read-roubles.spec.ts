import { readRoubles } from './read-roubles.js';

describe('a typed amount of roubles', () => {
  it.each([
    ['', null],
    ['  ', null],
    ['0', 0],
    ['10,5', 10.5],
    ['10.05 ₽', 10.05],
    ['1 000', 1000],
    ['1000000000', 1_000_000_000],
    ['1000000001', undefined],
    ['-1', undefined],
    ['1,234', undefined],
    ['1e5', undefined],
    ['десять', undefined],
  ])('%j is %j', (text, roubles) => {
    expect(readRoubles(text)).toBe(roubles);
  });
});
