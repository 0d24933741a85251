export type { Principal } from './principal.js';
export { AtOnceByUser } from './at-once-by-user.js';
export { CookieOnly, NeedsScope, Open, Roles, accessOf, type RouteAccess } from './route-access.js';
export { CurrentPrincipal } from './current-principal.js';
