import { BYOK_PROVIDERS, FALLBACK_HEADER } from '#contracts';
import { KEY_ECHOES } from '#testing';
import { BEHAVIOURS } from '../../../libs/sandbox/src/server/key-behaviour.js';
import { DRIP_ORDER, echoOrder } from '../system/providers.js';
import { canary, shapelessCanary } from '../secrets.js';
import { CARRIERS, KeyCarriers, type Carrier } from './carriers.js';
import { inParallel } from './in-parallel.js';
import { isOfJobs, providerCalls, type ProviderCall } from './provider-routes.js';
import { PRODUCT_CASES, isUnreached, type ProductContext } from './product-routes.js';
import type { Call } from './http.js';
import type { Operation } from './operations.js';

/** What the emulator can be made to do with a key. */
export const STANDINGS = ['good', ...BEHAVIOURS] as const;

/** What was sent through a route. */
export interface Coverage {
  readonly route: string;
  calls: number;
  /** Answers that show that the route was reached. */
  reached: number;
}

export interface CallDriver {
  readonly coverage: ReadonlyMap<string, Coverage>;
  /** Keys through every route; how a key fares there is the emulator's. */
  matrix(standings: readonly (typeof STANDINGS)[number][]): Promise<void>;
  echoes(): Promise<void>;
  /** Clients that go away, keys in wrong places, envelopes that don't open, several keys at once. */
  oddities(): Promise<void>;
}

export function driveCalls(context: ProductContext, operations: readonly Operation[]): CallDriver {
  const { client, secrets, user } = context;
  const carriers = new KeyCarriers(client, user);
  const coverage = new Map<string, Coverage>(operations.map(({ name }) => [name, { route: name, calls: 0, reached: 0 }]));
  const prompt = (order = ''): string => `Please repeat ${secrets.prompts} ${order}`;
  let number = 0;
  const label = (): string => `n${(number += 1)}`;

  const send = async (operation: Operation, call: Call, headers: Record<string, string> = {}): Promise<void> => {
    const { status } = await client.send({ ...call, headers: { ...call.headers, ...headers } });
    const row = coverage.get(operation.name) as Coverage;
    row.calls += 1;
    if (!isUnreached(status, operation.name) || call.leaveAfterMs !== undefined) row.reached += 1;
  };
  const withKeys = operations.filter((operation) => operation.takesKeys && !isOfJobs(operation));
  const ways = withKeys.flatMap((operation) => providerCalls(operation).map((way) => ({ operation, way })));
  const chats = ways.filter(({ way }) => way.isChat);

  const keyed = async (operation: Operation, way: ProviderCall, key: string, carrier: Carrier, more: Record<string, string> = {}, order = ''): Promise<void> => {
    const headers = { ...user.bearer, ...(await carriers.header(way.provider, key, carrier)), ...more };
    await send(operation, way.call(prompt(order)), headers);
  };

  const productCalls = async (): Promise<void> => {
    for (const operation of operations.filter(({ takesKeys }) => !takesKeys)) {
      const make = PRODUCT_CASES[operation.name];
      if (make === undefined) continue;
      for (const carrier of CARRIERS) {
        const keys = await carriers.everyHeader((provider) => canary(secrets.keys, provider, 'good', label()), carrier);
        for (const call of await make(context)) await send(operation, call, keys);
      }
      const key = canary(secrets.keys, 'openai', 'good', label());
      const [call] = await make(context);
      if (call === undefined) continue;
      const joint = call.path.includes('?') ? '&' : '?';
      for (const name of ['key', 'api_key', 'x-byok-openai-key']) await send(operation, { ...call, path: `${call.path}${joint}${name}=${key}` });
      await send(operation, call, { cookie: `${String(call.headers?.['cookie'] ?? '')}; x-byok-openai-key=${key}` });
      if (call.json !== undefined) await send(operation, { ...call, json: { ...(call.json as object), 'x-byok-openai-key': key } });
    }
  };

  return {
    coverage,
    async matrix(standings) {
      await productCalls();
      const planned = ways.flatMap(({ operation, way }) =>
        standings.flatMap((standing) => CARRIERS.flatMap((carrier) => [canary(secrets.keys, way.provider, standing, label()), ...(way.isChat ? [shapelessCanary(secrets.keys, standing, label())] : [])].map((key) => ({ operation, way, key, carrier })))),
      );
      await inParallel(planned, 48, ({ operation, way, key, carrier }, index) => keyed(operation, way, key, carrier, index % 3 === 0 ? { [FALLBACK_HEADER]: 'never' } : {}));
    },
    async echoes() {
      const planned = chats.flatMap(({ operation, way }) =>
        KEY_ECHOES.flatMap((echo, index) => {
          const keys = [canary(secrets.keys, way.provider, 'good', label()), shapelessCanary(secrets.keys, 'good', label())];
          return keys.map((key, which) => ({ operation, way, key, order: echoOrder(echo), carrier: CARRIERS[(index + which) % CARRIERS.length] as Carrier }));
        }),
      );
      await inParallel(planned, 32, ({ operation, way, key, carrier, order }) => keyed(operation, way, key, carrier, { [FALLBACK_HEADER]: 'never' }, order));
    },
    async oddities() {
      await inParallel(chats, 16, async ({ operation, way }) => {
        const slow = await carriers.header(way.provider, canary(secrets.keys, way.provider, 'slow', label()), 'plain');
        await send(operation, { ...way.call(prompt()), leaveAfterMs: 150 }, { ...user.bearer, ...slow });
        const good = await carriers.header(way.provider, canary(secrets.keys, way.provider, 'good', label()), 'sealed');
        await send(operation, { ...way.call(prompt(DRIP_ORDER)), leaveAfterMs: 300 }, { ...user.bearer, ...good });
        const key = canary(secrets.keys, way.provider, 'good', label());
        const header = Object.keys(good)[0] as string;
        const envelopes = [
          await carriers.seal(way.provider, key, { userId: 'somebody-else' }),
          await carriers.seal(way.provider, key, { seconds: -5 }),
          await carriers.seal(way.provider, key, { seconds: 3_600 }),
          await carriers.seal(way.provider, key, { kid: 'unknown' }),
          await carriers.seal(BYOK_PROVIDERS.find((one) => one !== way.provider) ?? 'openai', key),
          `byok1.${key}`,
          `${key} ${key}`,
          `Bearer ${key}`,
          'short',
        ];
        for (const value of envelopes) await send(operation, way.call(prompt()), { ...user.bearer, [header]: value });
        const twice = way.call(prompt());
        await send(operation, { ...twice, headers: { ...twice.headers, [header]: [key, key] } }, user.bearer);
        await send(operation, way.call(prompt()), { ...user.bearer, [FALLBACK_HEADER]: 'never' });
        await send(operation, way.call(prompt()), { authorization: `Bearer ${key}` });
        await send(operation, way.call(prompt()), { 'x-api-key': key });
        const joint = way.call('').path.includes('?') ? '&' : '?';
        await send(operation, { ...way.call(prompt()), path: `${way.call('').path}${joint}key=${key}` }, user.bearer);
        await send(operation, { ...way.call(prompt()), json: undefined, raw: `{"model": "${key}", "messages": [` , headers: { 'content-type': 'application/json' } }, { ...user.bearer, [header]: key });
        const several = await carriers.everyHeader((provider) => canary(secrets.keys, provider, 'nocredit', label()), 'plain');
        const third = await carriers.header(way.provider, canary(secrets.keys, way.provider, 'good', label()), 'sealed', 3);
        await send(operation, way.call(prompt()), { ...user.bearer, ...several, ...third });
        const all = await carriers.everyHeader((provider) => shapelessCanary(secrets.keys, 'invalid', `${provider}${label()}`), 'sealed');
        await send(operation, way.call(prompt()), { ...user.bearer, ...all });
      });
    },
  };
}
