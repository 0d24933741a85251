import { isFields } from './media-part.js';

/** How long the input that a request marks with Anthropic's `cache_control` is kept: five minutes, or an hour at a higher price. */
export type CacheLife = 'short' | 'hour';

/** The longest life that a request asks for anywhere; undefined where it marks nothing. Linear in the request; never recursive. */
export function cacheLifeIn(value: unknown): CacheLife | undefined {
  let life: CacheLife | undefined;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current !== 'object' || current === null) continue;
    for (const child of Array.isArray(current) ? (current as unknown[]) : Object.values(current)) if (typeof child === 'object' && child !== null) pending.push(child);
    const mark = isFields(current) ? current['cache_control'] : undefined;
    if (!isFields(mark)) continue;
    if (mark['ttl'] === '1h') return 'hour';
    life = 'short';
  }
  return life;
}
