import { Redis } from 'ioredis';
import type { Cluster } from './cluster.js';

const ENVELOPE = /byok1\.[\w.-]+/g;

/** Every envelope that the live rows of PostgreSQL and the keys of Redis hold. */
export async function envelopesIn({ tables, redis }: Pick<Cluster, 'tables' | 'redis'>): Promise<string[]> {
  const places = [await tables.everything(), ...(redis === undefined ? [] : [await everythingIn(redis.url)])];
  return places.flatMap((place) => place.match(ENVELOPE) ?? []);
}

/** Names and values of all keys of a Redis, as text. */
export async function everythingIn(url: string): Promise<string> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  try {
    const texts: string[] = [];
    for (const key of await client.keys('*')) {
      texts.push(key, JSON.stringify(await valueOf(client, key)));
    }
    return texts.join('\n');
  } finally {
    client.disconnect();
  }
}

async function valueOf(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'hash':
      return client.hgetall(key);
    case 'list':
      return client.lrange(key, 0, -1);
    case 'set':
      return client.smembers(key);
    case 'zset':
      return client.zrange(key, 0, -1, 'WITHSCORES');
    case 'stream':
      return client.xrange(key, '-', '+');
    default:
      return client.get(key);
  }
}
