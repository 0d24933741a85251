import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { sessionsConfig } from '../config/index.js';
import { UsersModule } from '../users/users.module.js';
import { AccessTokens } from './access-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Cookies } from './cookies.js';
import { AdminInvitesController } from './invites/admin-invites.controller.js';
import { Invites } from './invites/invites.service.js';
import { PasswordResetsController } from './password-resets/password-resets.controller.js';
import { PasswordResets } from './password-resets/password-resets.service.js';
import { OwnPassword } from './password/own-password.service.js';
import { PasswordModule } from './password/password.module.js';
import { PrincipalResolver } from './principals/principal-resolver.service.js';
import { PrincipalsModule } from './principals/principals.module.js';
import { KnownOrigins } from './rate-limits/known-origins.service.js';
import { RateLimits } from './rate-limits/rate-limits.service.js';
import { Registration } from './registration.service.js';
import { Sessions } from './sessions/sessions.service.js';
import { SignIn } from './sessions/sign-in.service.js';
import { SIGNING_SECRET, loadSigningSecret } from './signing-secret.js';
import { PersonalTokens } from './tokens/personal-tokens.service.js';
import { TokensController } from './tokens/tokens.controller.js';
import { Xsrf } from './xsrf.js';

/** Who may call: importing it once puts the guard before every route of the application. */
@Module({
  imports: [UsersModule, PrincipalsModule, PasswordModule],
  controllers: [AuthController, TokensController, PasswordResetsController, AdminInvitesController],
  providers: [
    { provide: SIGNING_SECRET, useFactory: loadSigningSecret, inject: [sessionsConfig.KEY] },
    AuthenticationGuard,
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    AccessTokens,
    Cookies,
    KnownOrigins,
    Invites,
    OwnPassword,
    PasswordResets,
    PersonalTokens,
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
