import { createSecretKey } from 'node:crypto';
import { ContextCache } from './context-cache.js';

const context = () => ({ key: createSecretKey(Buffer.alloc(32, 7)), nonce: Buffer.alloc(12, 7) });

describe('ContextCache', () => {
  it('keeps what was used last', () => {
    const cache = new ContextCache<object>(2);
    const [first, second, third] = [context(), context(), context()];
    cache.set('first', first);
    cache.set('second', second);
    cache.get('first');
    cache.set('third', third);
    expect(cache.size).toBe(2);
    expect(cache.get('first')).toBe(first);
    expect(cache.get('second')).toBeUndefined();
    expect(cache.get('third')).toBe(third);
  });

  it('holds nothing once cleared', () => {
    const cache = new ContextCache<object>(2);
    cache.set('only', context());
    cache.clear();
    expect(cache.size).toBe(0);
    expect(cache.get('only')).toBeUndefined();
  });
});
