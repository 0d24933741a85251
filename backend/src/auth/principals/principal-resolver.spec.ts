import { jest } from '@jest/globals';
import type { Database } from '../../database/index.js';
import type { AccessTokens } from '../access-tokens.service.js';
import { PrincipalCache } from './principal-cache.js';
import { PrincipalResolver } from './principal-resolver.service.js';

const NOW = new Date();
const ROW = {
  user: { id: 'u', email: 'a@b.c', plan: 'free', role: 'user', preferences: {} },
  own: null,
  tokenLimit: null,
  token: { id: 't', hash: 'good', scopes: null, models: null, lastUsedAt: NOW, expiresAt: new Date(NOW.getTime() + 3_600_000) },
};

/** Remembers nobody, so that each call is a look-up. */
function resolver() {
  const query = { from: () => query, innerJoin: () => query, leftJoin: () => query, where: () => Promise.resolve([ROW]) };
  return new PrincipalResolver({ select: () => query } as unknown as Database, new PrincipalCache(10, 0), {} as AccessTokens);
}

describe('tokens of addresses that send many which nobody has', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('wait in a line of 2,000, and more are rate_limited with the time to wait', async () => {
    const tokens = resolver();
    const looks = Promise.allSettled(Array.from({ length: 2_101 }, (_, index) => tokens.token(`bad${index}`, true)));
    await jest.advanceTimersByTimeAsync(2_000);
    const answers = await looks;
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(refused).toHaveLength(100);
    expect(refused[0]).toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) as number });
    expect(answers.filter((answer) => answer.status === 'fulfilled' && answer.value === undefined)).toHaveLength(2_001);
    expect(await tokens.token('good', true)).toMatchObject({ principal: { userId: 'u' } });
  });

  it('wait for none of these when they were good a few minutes ago, nor does any other address', async () => {
    const tokens = resolver();
    expect(await tokens.token('good', false)).toBeDefined();
    const flood = Promise.allSettled(Array.from({ length: 2_101 }, (_, index) => tokens.token(`bad${index}`, true)));
    await jest.advanceTimersByTimeAsync(0);
    expect(await tokens.token('good', true)).toMatchObject({ principal: { userId: 'u' } });
    expect(await tokens.token('new', false)).toBeUndefined();
    await jest.advanceTimersByTimeAsync(2_000);
    await flood;
  });
});
