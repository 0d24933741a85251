import type { FastifyContextConfig } from 'fastify';

/** Where Nest keeps what a handler's route is registered with. */
const METADATA = '__fastify_route_config__';

/**
 * Marks a route, or each route of a controller, with what Fastify's hooks may read before Nest has chosen the handler:
 * `request.routeOptions.config`. Unlike Nest's `RouteConfig` it may stand on a class and beside others; a method's own
 * word takes precedence over its class's.
 */
export function routeConfig(config: FastifyContextConfig): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (descriptor !== undefined) return mark(descriptor.value as object, config, true);
    for (const handler of handlersOf((target as { prototype: object }).prototype)) mark(handler, config, false);
  };
}

function mark(handler: object, config: FastifyContextConfig, wins: boolean): void {
  const known = (Reflect.getMetadata(METADATA, handler) ?? {}) as FastifyContextConfig;
  Reflect.defineMetadata(METADATA, wins ? { ...known, ...config } : { ...config, ...known }, handler);
}

/** Inherited ones too: a module may serve a class made of its own controller. */
function handlersOf(prototype: object): object[] {
  if (prototype === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function');
  return [...own.map(([, { value }]) => value as object), ...handlersOf(Object.getPrototypeOf(prototype) as object)];
}
