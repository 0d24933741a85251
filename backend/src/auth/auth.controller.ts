import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError, type AccountView } from '#contracts';
import { accountViewOf, normaliseEmail, UsersService } from '../users/index.js';
import { Cookies } from './cookies.service.js';
import { LoginDto, RegisterDto } from './credentials.dto.js';
import { CurrentPrincipal, CookieOnly, Open, type Principal } from '../access/index.js';
import { OwnPassword } from './password/own-password.service.js';
import { PasswordChangeDto } from './password/password-change.dto.js';
import { PasswordHasher } from './password/password-hasher.service.js';
import { RateLimits } from './rate-limits/rate-limits.service.js';
import { Registration } from './registration.service.js';
import { SignIn } from './sessions/sign-in.service.js';

/** Signing up, in, on and out, for browsers. */
@CookieOnly()
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: PasswordHasher,
    private readonly signIn: SignIn,
    private readonly rateLimits: RateLimits,
    private readonly cookies: Cookies,
    private readonly registration: Registration,
    private readonly ownPassword: OwnPassword,
  ) {}

  @Open()
  @Post('register')
  async register(
    @Body() body: RegisterDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    await this.rateLimits.register(request.ip, normaliseEmail(body.email));
    return this.signIn.start(await this.registration.register(body), request, reply);
  }

  @Open()
  @Post('login')
  @HttpCode(200)
  async login(
    @Body() body: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountView> {
    const origin = { browser: this.cookies.read(request, 'browser'), address: request.ip };
    const user = await this.rateLimits.signIn(origin, async () => {
      const found = await this.users.findByEmail(body.email);
      await this.rateLimits.login(normaliseEmail(body.email), found?.id, origin);
      return found;
    });
    if (!(await this.passwords.verify(user?.passwordHash, body.password)) || user === undefined) {
      throw new ByokError('unauthenticated', 'The e-mail address or the password is wrong.');
    }
    return this.signIn.start(user, request, reply);
  }

  @Open()
  @Post('refresh')
  @HttpCode(200)
  refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AccountView> {
    return this.signIn.refresh(request, reply);
  }

  @Open()
  @Post('logout')
  @HttpCode(204)
  logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    return this.signIn.end(request, reply);
  }

  /** Ends the other sessions, and on request the tokens. */
  @Post('password')
  @HttpCode(204)
  async changePassword(@CurrentPrincipal() { userId, sessionId }: Principal, @Body() body: PasswordChangeDto): Promise<void> {
    await this.ownPassword.prove(userId, body.current, 'current');
    await this.ownPassword.set(userId, body.next, { ...(sessionId === undefined ? {} : { except: sessionId }), tokens: body.endTokens === true });
  }

  @Get('me')
  me(
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): AccountView {
    if (principal.sessionId !== undefined) this.signIn.ensureXsrf(request, reply, principal.sessionId);
    return accountViewOf(principal);
  }
}
