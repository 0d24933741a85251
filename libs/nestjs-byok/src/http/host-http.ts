import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A request as the host's HTTP adapter hands it on: Fastify's, which has Node's inside, or Express's, which is Node's. */
export interface HostRequest {
  readonly headers: IncomingHttpHeaders;
  readonly raw?: IncomingMessage | undefined;
}

/** A response, likewise. */
export type HostResponse = { readonly raw: ServerResponse } | ServerResponse;

interface RoutedRequest {
  readonly routeOptions?: { readonly url?: string | undefined } | undefined;
  readonly route?: { readonly path?: unknown } | undefined;
}

export function rawRequestOf(request: HostRequest): IncomingMessage {
  return request.raw ?? (request as IncomingMessage);
}

export function rawResponseOf(response: HostResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}

/** The pattern of a request's route, as the adapter wrote it. */
export function routeOf(request: HostRequest): string | undefined {
  const { routeOptions, route } = request as RoutedRequest;
  if (routeOptions !== undefined) return routeOptions.url;
  return typeof route?.path === 'string' ? route.path : undefined;
}
