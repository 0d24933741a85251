export { AuthModule } from './auth.module.js';
export { AuthenticationGuard } from './authentication.guard.js';
export { CurrentPrincipal } from './current-principal.js';
export type { Principal } from './principal.js';
export { RateLimits } from './rate-limits/rate-limits.service.js';
export { ModelNames } from './tokens/model-names.js';
export { CookieOnly, NeedsScope, Open, Roles } from './route-access.js';
