import { DEFAULT_PREFERENCES } from '#contracts';
import { PrincipalCache, type ProvenCredential } from './principal-cache.js';

function proven(userId: string, expiresAt = Infinity): ProvenCredential {
  return {
    principal: { userId, email: 'a@b.c', plan: 'free', role: 'user', preferences: DEFAULT_PREFERENCES, via: 'token' },
    expiresAt,
  };
}

describe('the principal cache', () => {
  let now: number;
  let cache: PrincipalCache;
  beforeEach(() => {
    now = 1_000_000;
    cache = new PrincipalCache(3, 5_000, () => now);
  });

  it('remembers for its time to live and no longer', () => {
    cache.put('a', proven('u'), cache.generation);
    now += 4_999;
    expect(cache.get('a')?.principal.userId).toBe('u');
    now += 1;
    expect(cache.get('a')).toBeUndefined();
  });

  it('forgets when the credential itself ends', () => {
    cache.put('a', proven('u', now + 100), cache.generation);
    now += 100;
    expect(cache.get('a')).toBeUndefined();
  });

  it('does not live longer when the clock is set back', () => {
    cache.put('a', proven('u'), cache.generation);
    now -= 60_000;
    expect(cache.get('a')).toBeUndefined();
  });

  it('forgets everything of a user, and nothing of others', () => {
    cache.put('a', proven('u'), cache.generation);
    cache.put('b', proven('u'), cache.generation);
    cache.put('c', proven('v'), cache.generation);
    cache.forgetUser('u');
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, undefined]);
    expect(cache.get('c')).toBeDefined();
  });

  it('does not take an answer that was read before a change', () => {
    const { generation } = cache;
    cache.forgetUser('u');
    cache.put('a', proven('u'), generation);
    expect(cache.get('a')).toBeUndefined();
  });

  it('remembers for as long that nobody has one, until anything changes', () => {
    cache.putUnknown('a', cache.generation);
    expect([cache.isUnknown('a'), cache.isUnknown('b')]).toEqual([true, false]);
    now += 5_000;
    expect(cache.isUnknown('a')).toBe(false);
    const { generation } = cache;
    cache.putUnknown('a', generation);
    cache.forgetUser('u');
    expect(cache.isUnknown('a')).toBe(false);
    cache.putUnknown('a', generation);
    expect(cache.isUnknown('a')).toBe(false);
    for (const key of ['a', 'b', 'c', 'd']) cache.putUnknown(key, cache.generation);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.isUnknown(key))).toEqual([false, true, true, true]);
  });

  it('stays within its bound', () => {
    for (const key of ['a', 'b', 'c', 'd']) cache.put(key, proven('u'), cache.generation);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([false, true, true, true]);
  });
});
