import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError, REFRESH_COOKIE, XSRF_COOKIE, type AccountView } from '#contracts';
import { InjectConfiguration, type Configuration } from '../../config/index.js';
import type { UserRow } from '../../database/schema/accounts.js';
import { isHttps } from '../../http/security-headers.js';
import { accountView } from '../../users/account-view.js';
import { AccessTokens } from '../access-tokens.service.js';
import { clearCookies, readCookie, writeCookies } from '../cookies.js';
import { assertXsrf } from '../xsrf.js';
import { Sessions } from './sessions.service.js';

/** Turns accounts into cookies and back: the browser's side of a session. */
@Injectable()
export class SignIn {
  private readonly secure: boolean;

  constructor(
    @InjectConfiguration() configuration: Configuration,
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokens,
  ) {
    this.secure = isHttps(configuration);
  }

  async start(user: UserRow, reply: FastifyReply): Promise<AccountView> {
    const { sessionId, refreshToken } = await this.sessions.start(user.id);
    await this.write(reply, user, sessionId, refreshToken);
    return accountView(user);
  }

  /** @throws ByokError unauthenticated, after which the browser holds no cookie of ours; csrf_failed */
  async refresh(request: FastifyRequest, reply: FastifyReply): Promise<AccountView> {
    const cookie = readCookie(request.headers.cookie, REFRESH_COOKIE);
    if (cookie === undefined) throw new ByokError('unauthenticated', 'There is no session to renew: sign in.');
    assertXsrf(request);
    const session = await this.sessions.find(cookie);
    if (session) assertXsrf(request, this.accessTokens.xsrfTokenOf(session.id));
    const rotation = await this.sessions.rotate(cookie, reply.elapsedTime);
    if (rotation.outcome === 'unknown' || rotation.outcome === 'reused') {
      clearCookies(reply, this.secure);
      throw new ByokError('unauthenticated', 'The session has ended: sign in again.');
    }
    const refreshToken = rotation.outcome === 'rotated' ? rotation.refreshToken : undefined;
    await this.write(reply, rotation.user, rotation.sessionId, refreshToken);
    return accountView(rotation.user);
  }

  /** Ends the session of the cookies, if there is one. @throws ByokError csrf_failed */
  async end(request: FastifyRequest, reply: FastifyReply, accessCookie: string | undefined): Promise<void> {
    const refreshCookie = readCookie(request.headers.cookie, REFRESH_COOKIE);
    if (refreshCookie !== undefined || accessCookie !== undefined) assertXsrf(request);
    const claims = accessCookie === undefined ? undefined : await this.accessTokens.read(accessCookie);
    const found = refreshCookie === undefined ? undefined : await this.sessions.find(refreshCookie);
    const ended = [found, claims && { id: claims.sessionId, userId: claims.userId }].filter((session) => session !== undefined);
    for (const session of ended) {
      assertXsrf(request, this.accessTokens.xsrfTokenOf(session.id));
      await this.sessions.revoke(session.id, session.userId);
    }
    clearCookies(reply, this.secure);
  }

  /** Gives a page that lost it, or has another's, the XSRF token of its session. */
  ensureXsrf(request: FastifyRequest, reply: FastifyReply, sessionId: string): void {
    const xsrf = this.accessTokens.xsrfTokenOf(sessionId);
    if (readCookie(request.headers.cookie, XSRF_COOKIE) !== xsrf) writeCookies(reply, { xsrf }, this.secure);
  }

  private async write(reply: FastifyReply, user: UserRow, sessionId: string, refresh: string | undefined): Promise<void> {
    const access = await this.accessTokens.sign(user.id, sessionId);
    writeCookies(reply, { access, refresh, xsrf: this.accessTokens.xsrfTokenOf(sessionId) }, this.secure);
  }
}
