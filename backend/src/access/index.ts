export type { Principal } from './principal.js';
export { AtOnceByUser } from './at-once-by-user.js';
export { routeConfig } from './route-config.js';
export { CookieOnly, CrossOrigin, NeedsScope, Open, Roles, accessOf, type RouteAccess } from './route-access.js';
export { CurrentPrincipal } from './current-principal.js';
