import type { ProviderId } from '#contracts';
import type { ProviderStrategy } from '#providers';
import { Pool, type Dispatcher } from 'undici';
import { CONNECT_TIMEOUT_MS, type ProviderProxy } from './provider-proxy.js';

/** Where a provider is reached. Pools are shared by all users: they hold connections, never keys. */
export interface ProviderEndpoint {
  readonly strategy: ProviderStrategy;
  readonly dispatcher: Dispatcher;
  readonly origin: string;
}

export type ProviderEndpoints = Readonly<Record<ProviderId, ProviderEndpoint>>;

const CONNECTIONS = 512;

/** One pool per provider, whose connections go through `proxy` if there is one. */
export function openEndpoint(strategy: ProviderStrategy, origin: string, proxy: ProviderProxy | undefined): ProviderEndpoint {
  const dispatcher = new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: proxy?.connector ?? { timeout: CONNECT_TIMEOUT_MS },
  });
  return { strategy, dispatcher, origin };
}
