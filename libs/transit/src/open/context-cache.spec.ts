import { ContextCache } from './context-cache.js';

const context = () => ({ key: Buffer.alloc(32, 7), nonce: Buffer.alloc(12, 7) });

describe('ContextCache', () => {
  it('keeps what was used last and zero-fills what it drops', () => {
    const cache = new ContextCache(2);
    const [first, second, third] = [context(), context(), context()];
    cache.set('first', first);
    cache.set('second', second);
    cache.get('first');
    cache.set('third', third);
    expect(cache.size).toBe(2);
    expect(cache.get('first')).toBe(first);
    expect(cache.get('second')).toBeUndefined();
    expect(second.key.every((byte) => byte === 0)).toBe(true);
  });

  it('zero-fills everything when cleared', () => {
    const cache = new ContextCache(2);
    const only = context();
    cache.set('only', only);
    cache.clear();
    expect(cache.size).toBe(0);
    expect(only.key.every((byte) => byte === 0)).toBe(true);
    expect(only.nonce.every((byte) => byte === 0)).toBe(true);
  });
});
