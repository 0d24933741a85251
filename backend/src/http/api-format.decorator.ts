import { RouteConfig } from '@nestjs/platform-fastify';
import type { Face } from './face.js';

/** In whose API's format a provider route speaks. */
export type ApiFormatName = Exclude<Face, 'product'>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@ApiFormat()`. */
    apiFormat?: ApiFormatName;
  }
}

/**
 * Marks a provider route, or each own route of a controller: its errors have the format of that API, and its body is
 * left for the handler to read, as bytes. Read it from `request.routeOptions.config`.
 */
export function ApiFormat(apiFormat: ApiFormatName): ClassDecorator & MethodDecorator {
  const mark = RouteConfig({ apiFormat });
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (descriptor !== undefined) return void mark(target, key as string, descriptor);
    // Nest hands a route's configuration to Fastify from its method alone.
    const { prototype } = target as { prototype: object };
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor' && typeof own.value === 'function') mark(prototype, name, own);
    }
  };
}
