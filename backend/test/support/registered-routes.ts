import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';

/** A route as Fastify holds it, `:parameter` and `*` included. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/** Runs `start`, and lists every route that any Fastify instance registered meanwhile; HEAD, which Fastify adds by itself, is left out. */
export async function recordRoutes<T>(start: () => Promise<T>): Promise<{ value: T; routes: readonly RegisteredRoute[] }> {
  const routes: RegisteredRoute[] = [];
  const watch = (message: unknown) => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one.toLowerCase(), url });
    });
  };
  subscribe('fastify.initialization', watch);
  try {
    return { value: await start(), routes };
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
}
