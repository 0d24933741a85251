import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { sessionsConfig } from '../config/index.js';
import { UsersModule } from '../users/index.js';
import { AccessTokens } from './access-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Cookies } from './cookies.service.js';
import { FirstAdmin } from './first-admin.service.js';
import { AdminInvitesController } from './invites/admin-invites.controller.js';
import { Invites } from './invites/invites.service.js';
import { PasswordResetsController } from './password-resets/password-resets.controller.js';
import { PasswordResets } from './password-resets/password-resets.service.js';
import { OwnPassword } from './password/own-password.service.js';
import { PasswordHasher } from './password/password-hasher.service.js';
import { PrincipalCache } from './principals/principal-cache.js';
import { PrincipalInvalidation } from './principals/principal-invalidation.service.js';
import { PrincipalResolver } from './principals/principal-resolver.service.js';
import { FailedCredentials } from './rate-limits/failed-credentials.service.js';
import { KnownOrigins } from './rate-limits/known-origins.service.js';
import { RateLimits } from './rate-limits/rate-limits.service.js';
import { Registration } from './registration.service.js';
import { Sessions } from './sessions/sessions.service.js';
import { SignIn } from './sessions/sign-in.service.js';
import { SIGNING_SECRET, loadSigningSecret } from './signing-secret.js';
import { PersonalTokens } from './tokens/personal-tokens.service.js';
import { TokensController } from './tokens/tokens.controller.js';
import { Xsrf } from './xsrf.service.js';

/** Who may call: importing it once puts the guard before every route of the application. */
@Module({
  imports: [UsersModule],
  controllers: [AuthController, TokensController, PasswordResetsController, AdminInvitesController],
  providers: [
    { provide: SIGNING_SECRET, useFactory: loadSigningSecret, inject: [sessionsConfig.KEY] },
    AuthenticationGuard,
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    AccessTokens,
    Cookies,
    FailedCredentials,
    FirstAdmin,
    KnownOrigins,
    Invites,
    OwnPassword,
    PasswordHasher,
    PasswordResets,
    PersonalTokens,
    { provide: PrincipalCache, useFactory: () => new PrincipalCache() },
    PrincipalInvalidation,
    PrincipalResolver,
    RateLimits,
    Registration,
    Sessions,
    SignIn,
    Xsrf,
  ],
  exports: [OwnPassword, RateLimits, PersonalTokens, SignIn],
})
export class AuthModule {}
