import { GoodTokens } from './good-tokens.js';

describe('tokens that somebody had a few minutes ago', () => {
  it('are known for ten minutes from the last look, or until nobody has them', () => {
    let now = 0;
    const tokens = new GoodTokens(() => now);
    tokens.note('a', true);
    tokens.note('b', true);
    now = 599_999;
    tokens.note('b', true);
    expect([tokens.has('a'), tokens.has('b'), tokens.has('c')]).toEqual([true, true, false]);
    now = 600_000;
    expect([tokens.has('a'), tokens.has('b')]).toEqual([false, true]);
    tokens.note('b', false);
    expect(tokens.has('b')).toBe(false);
  });

  it('are 10,000 at most: the one looked up the longest ago goes', () => {
    const tokens = new GoodTokens();
    for (let count = 0; count < 10_000; count += 1) tokens.note(`token${count}`, true);
    tokens.note('token0', true);
    tokens.note('one more', true);
    expect(['token0', 'token1', 'token2', 'one more'].map((hash) => tokens.has(hash))).toEqual([true, false, true, true]);
  });
});
