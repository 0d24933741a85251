import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';

/** A route as Fastify holds it, `:parameter` and `*` included. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/** Runs `start`, and lists every route that any Fastify instance registered meanwhile; HEAD that Fastify adds to GET by itself is left out. */
export async function recordRoutes<T>(start: () => Promise<T>): Promise<{ value: T; routes: readonly RegisteredRoute[] }> {
  const routes: RegisteredRoute[] = [];
  const watch = (message: unknown) => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) routes.push({ method: one.toLowerCase(), url });
    });
  };
  subscribe('fastify.initialization', watch);
  try {
    const value = await start();
    const added = ({ method, url }: RegisteredRoute) => method === 'head' && routes.some((other) => other.method === 'get' && other.url === url);
    return { value, routes: routes.filter((route) => !added(route)) };
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
}
