import { SetMetadata, applyDecorators, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role, TokenScope } from '#contracts';
import { routeConfig } from './route-config.js';

const reflector = new Reflector();

const OPEN = 'byok:open';
const COOKIE_ONLY = 'byok:cookie-only';
const ROLES = 'byok:roles';
const TOKEN_SCOPE = 'byok:token-scope';

/** Marks a route that anybody may call: credentials that are sent with the request are not read. */
export const Open = () => SetMetadata(OPEN, true);

/** A personal token is refused here with `forbidden`; together with `Open` the route checks its own cookie. */
export const CookieOnly = () => SetMetadata(COOKIE_ONLY, true);

/** Only callers with one of the roles. */
export const Roles = (...roles: Role[]) => SetMetadata(ROLES, roles);

/**
 * Personal tokens of this scope may call here. Routes for administrators have the scope `admin` by themselves; of a
 * route without any, only cookies and tokens older than scopes may make use. Pages of listed other origins reach those of
 * the scope `calls`.
 */
export const NeedsScope = (scope: TokenScope): ClassDecorator & MethodDecorator => applyDecorators(SetMetadata(TOKEN_SCOPE, scope), CrossOrigin(scope === 'calls'));

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@NeedsScope()` and `@CrossOrigin()`. */
    crossOrigin?: boolean;
  }
}

/** Pages of listed other origins reach this open route, too, beside those of the scope `calls`. */
export function CrossOrigin(crossOrigin = true): ClassDecorator & MethodDecorator {
  return routeConfig({ crossOrigin });
}

/** Who may call a route. */
export interface RouteAccess {
  readonly open: boolean;
  readonly cookieOnly: boolean;
  readonly roles: readonly Role[] | undefined;
  readonly scope: TokenScope | undefined;
}

/** The decorators of a route, those of the method before those of its class. */
export function accessOf(context: Pick<ExecutionContext, 'getHandler' | 'getClass'>): RouteAccess {
  const places = [context.getHandler(), context.getClass()];
  const read = <T>(key: string): T | undefined => reflector.getAllAndOverride<T | undefined>(key, places);
  const roles = read<readonly Role[]>(ROLES);
  return {
    open: read(OPEN) === true,
    cookieOnly: read(COOKIE_ONLY) === true,
    roles,
    scope: read<TokenScope>(TOKEN_SCOPE) ?? (roles?.includes('admin') ? 'admin' : undefined),
  };
}
