import type { FastifyRequest } from 'fastify';
import { routeConfig } from '../access/index.js';

/** In whose format a route speaks: `product` is RFC 9457; `/api/v1` and `/api/openai` share OpenAI's. */
export type ApiFormat = 'product' | 'openai' | 'anthropic' | 'gemini';

/** The format of a provider route. */
export type ProviderApiFormat = Exclude<ApiFormat, 'product'>;

/** What calls are counted as in usage and metrics: `/api/v1`, a provider's native routes, or key tests. */
export type Endpoint = 'v1' | ProviderApiFormat | 'validate';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@ApiFormat()`. */
    apiFormat?: ProviderApiFormat;
    /** Set by `@ApiFormat()` and `@CountedAs()`. */
    endpoint?: Endpoint;
  }
}

/**
 * Marks a provider route, or each own route of a controller: its errors have the format of that API, and its body is
 * left for the handler to read, as bytes. Read it from `request.routeOptions.config`.
 * @param endpoint what its calls are counted as
 */
export function ApiFormat(apiFormat: ProviderApiFormat, endpoint: Endpoint = apiFormat): ClassDecorator & MethodDecorator {
  return routeConfig({ apiFormat, endpoint });
}

/** Marks a product route whose calls to providers are counted. */
export const CountedAs = (endpoint: Endpoint): MethodDecorator => routeConfig({ endpoint });

type Route = Pick<FastifyRequest, 'raw' | 'routeOptions'>;

/** The format of a request's errors. */
export function apiFormatOf(request: Route): ApiFormat {
  return hasRoute(request) ? (request.routeOptions.config.apiFormat ?? 'product') : apiFormatOfUrl(request.raw.url ?? '/');
}

/** The format of errors for a URL that no route takes, or whose route is not known. */
export function apiFormatOfUrl(url: string): ApiFormat {
  return unrouted(url)?.apiFormat ?? 'product';
}

/** What a request is counted as; undefined where no provider is called. */
export function endpointOf(request: Route): Endpoint | undefined {
  return hasRoute(request) ? request.routeOptions.config.endpoint : unrouted(request.raw.url ?? '/')?.endpoint;
}

/** Routes that answer whatever no other takes: the client's page, and Fastify's own 404. */
const CATCH_ALL: readonly unknown[] = ['/*', '*', undefined];

/** Whether a route answers the request that is meant for it, and not one that answers what no other takes. */
export function hasRoute({ routeOptions }: Route): boolean {
  return !CATCH_ALL.includes(routeOptions.config?.url);
}

/** What a URL would have been for, where no route says it. */
const UNROUTED: readonly (readonly [prefix: string, of: { readonly apiFormat: ProviderApiFormat; readonly endpoint: Endpoint }])[] = [
  ['/api/v1', { apiFormat: 'openai', endpoint: 'v1' }],
  ['/api/openai', { apiFormat: 'openai', endpoint: 'openai' }],
  ['/api/anthropic', { apiFormat: 'anthropic', endpoint: 'anthropic' }],
  ['/api/gemini', { apiFormat: 'gemini', endpoint: 'gemini' }],
];

/** Malformed URLs come here, too: nothing is decoded, the literal prefix alone decides. */
function unrouted(url: string) {
  return UNROUTED.find(([prefix]) => url.startsWith(prefix) && (url.length === prefix.length || '/?#'.includes(url[prefix.length] ?? '')))?.[1];
}

/** Whether the URL is under `/api`, where no answer is ever a page. */
export function isApiRoute(url: string): boolean {
  return url === '/api' || url.startsWith('/api/') || url.startsWith('/api?');
}
