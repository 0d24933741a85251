import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Role, TokenScope } from '#contracts';

const OPEN = 'byok:open';
const COOKIE_ONLY = 'byok:cookie-only';
const ROLES = 'byok:roles';
const TOKEN_SCOPE = 'byok:token-scope';

/** Nobody needs to sign in here; credentials are not even read. */
export const Open = () => SetMetadata(OPEN, true);

/** A personal token is refused here with `forbidden`; together with `Open` the route checks its own cookie. */
export const CookieOnly = () => SetMetadata(COOKIE_ONLY, true);

/** Only callers with one of the roles. */
export const Roles = (...roles: Role[]) => SetMetadata(ROLES, roles);

/**
 * Personal tokens of this scope may call here. Routes for administrators have the scope `admin` by themselves; of a
 * route without any, only cookies and tokens older than scopes may make use.
 */
export const NeedsScope = (scope: TokenScope) => SetMetadata(TOKEN_SCOPE, scope);

/** Who may call a route. */
export interface RouteAccess {
  readonly open: boolean;
  readonly cookieOnly: boolean;
  readonly roles: readonly Role[] | undefined;
  readonly scope: TokenScope | undefined;
}

const known = new WeakMap<object, RouteAccess>();

/** The decorators of a route, those of the method before those of its class; looked up once for each route. */
export function accessOf(context: Pick<ExecutionContext, 'getHandler' | 'getClass'>): RouteAccess {
  const handler = context.getHandler();
  let access = known.get(handler);
  if (access === undefined) {
    const read = (key: string): unknown => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, context.getClass());
    const roles = read(ROLES) as readonly Role[] | undefined;
    access = {
      open: read(OPEN) === true,
      cookieOnly: read(COOKIE_ONLY) === true,
      roles,
      scope: (read(TOKEN_SCOPE) as TokenScope | undefined) ?? (roles?.includes('admin') ? 'admin' : undefined),
    };
    known.set(handler, access);
  }
  return access;
}

/** Whether the method that handles a route is `@Open()` itself. */
export function isOpenHandler(handler: object): boolean {
  return Reflect.getMetadata(OPEN, handler) === true;
}
