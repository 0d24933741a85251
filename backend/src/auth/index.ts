export { AuthModule } from './auth.module.js';
export { AuthenticationGuard } from './authentication.guard.js';
export { OwnPassword } from './password/own-password.service.js';
export { RateLimits } from './rate-limits/rate-limits.service.js';
export { SignIn } from './sessions/sign-in.service.js';
export { ModelNames } from './tokens/model-names.js';
