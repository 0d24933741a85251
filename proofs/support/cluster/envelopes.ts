import type { Cluster } from './cluster.js';
import { everythingIn } from './redis-keys.js';

const ENVELOPE = /byok1\.[\w.-]+/g;

/** Every envelope that the live rows of PostgreSQL and the keys of Redis hold. */
export async function envelopesIn({ tables, redis }: Pick<Cluster, 'tables' | 'redis'>): Promise<string[]> {
  const places = [await tables.everything(), ...(redis === undefined ? [] : [await everythingIn(redis.url)])];
  return places.flatMap((place) => place.match(ENVELOPE) ?? []);
}
