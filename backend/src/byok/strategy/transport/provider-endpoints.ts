import type { ProviderId } from '#contracts';
import type { ProviderStrategy } from '#providers';
import { Pool, ProxyAgent, type Dispatcher } from 'undici';

/** Where a provider is reached. Pools are shared by all users: they hold connections, never keys. */
export interface ProviderEndpoint {
  readonly strategy: ProviderStrategy;
  readonly dispatcher: Dispatcher;
  readonly origin: string;
}

export type ProviderEndpoints = Readonly<Record<ProviderId, ProviderEndpoint>>;

/** Longest silence inside an answer, in milliseconds, before it counts as broken. */
const BODY_TIMEOUT_MS = 300_000;
const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS = 512;

/**
 * One pool per provider. With `proxy`, connections go through it by CONNECT, so that the proxy sees
 * only the provider's name and TLS bytes.
 */
export function openEndpoint(strategy: ProviderStrategy, origin: string, proxy: string | undefined): ProviderEndpoint {
  const options = {
    connections: CONNECTIONS,
    pipelining: 1,
    bodyTimeout: BODY_TIMEOUT_MS,
    keepAliveTimeout: 30_000,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  };
  const dispatcher = proxy === undefined ? new Pool(origin, options) : new ProxyAgent({ ...options, uri: proxy, proxyTunnel: true });
  return { strategy, dispatcher, origin };
}
