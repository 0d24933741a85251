import { Redis } from 'ioredis';

/** Names and values of all keys of a Redis, as text. */
export function everythingIn(url: string): Promise<string> {
  return connected(url, async (client) => {
    const texts: string[] = [];
    for (const key of await client.keys('*')) {
      texts.push(key, JSON.stringify(await valueOf(client, key)));
    }
    return texts.join('\n');
  });
}

/** Texts as they come back from a Redis that writes them nowhere. */
export function echoed(url: string, texts: readonly string[]): Promise<string[]> {
  return connected(url, (client) => Promise.all(texts.map((text) => client.echo(text))));
}

async function connected<Value>(url: string, work: (client: Redis) => Promise<Value>): Promise<Value> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  try {
    return await work(client);
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
