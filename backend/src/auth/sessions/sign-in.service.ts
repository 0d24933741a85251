import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError, type AccountView } from '#contracts';
import type { UserRow } from '../../database/index.js';
import { accountView } from '../../users/index.js';
import { AccessTokens } from '../access-tokens.service.js';
import { assertBelievedAccount } from '../believed-account.js';
import { Cookies } from '../cookies.service.js';
import { FailedCredentials } from '../rate-limits/failed-credentials.service.js';
import { KnownOrigins } from '../rate-limits/known-origins.service.js';
import { Xsrf } from '../xsrf.service.js';
import { Sessions } from './sessions.service.js';

/** Turns accounts into cookies and back: the browser's side of a session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokens,
    private readonly cookies: Cookies,
    private readonly xsrf: Xsrf,
    private readonly origins: KnownOrigins,
    private readonly failed: FailedCredentials,
  ) {}

  /** @throws ByokError forbidden when an administrator has locked the account */
  async start(user: UserRow, request: FastifyRequest, reply: FastifyReply): Promise<AccountView> {
    if (user.lockedAt !== null) throw new ByokError('forbidden', 'An administrator has locked this account: ask them to unlock it.');
    const { sessionId, refreshToken } = await this.sessions.start(user.id);
    const browser = await this.origins.remember(user.id, { browser: this.cookies.read(request, 'browser'), address: request.ip });
    await this.#write(reply, user, sessionId, { refresh: refreshToken, browser });
    return accountView(user);
  }

  /** @throws ByokError unauthenticated, after which the browser holds no session of ours; rate_limited; csrf_failed; conflict */
  async refresh(request: FastifyRequest, reply: FastifyReply): Promise<AccountView> {
    const cookie = this.cookies.read(request, 'refresh');
    if (cookie === undefined) throw new ByokError('unauthenticated', 'There is no session to renew: sign in.');
    this.xsrf.assert(request);
    const rotation = await this.failed.inTurn(request.ip, async () => {
      const session = await this.sessions.find(cookie);
      if (session) {
        assertBelievedAccount(request, session.userId);
        this.xsrf.assert(request, this.accessTokens.xsrfTokenOf(session.id));
      }
      return this.sessions.rotate(cookie, reply.elapsedTime);
    });
    if (rotation.outcome === 'unknown' || rotation.outcome === 'reused') {
      this.cookies.clear(reply);
      throw this.failed.refuse(request.ip, new ByokError('unauthenticated', 'The session has ended: sign in again.'));
    }
    await this.#write(reply, rotation.user, rotation.sessionId, rotation.outcome === 'rotated' ? { refresh: rotation.refreshToken } : {});
    return accountView(rotation.user);
  }

  /** Ends the session of the cookies, if there is one. @throws ByokError csrf_failed, conflict */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const accessCookie = this.cookies.read(request, 'access');
    const refreshCookie = this.cookies.read(request, 'refresh');
    if (refreshCookie !== undefined || accessCookie !== undefined) this.xsrf.assert(request);
    const claims = accessCookie === undefined ? undefined : await this.accessTokens.read(accessCookie);
    const found = refreshCookie === undefined ? undefined : await this.sessions.find(refreshCookie);
    const ended = [found, claims && { id: claims.sessionId, userId: claims.userId }].filter((session) => session !== undefined);
    for (const session of ended) {
      assertBelievedAccount(request, session.userId);
      this.xsrf.assert(request, this.accessTokens.xsrfTokenOf(session.id));
      await this.sessions.revoke(session.id, session.userId);
    }
    this.cookies.clear(reply);
  }

  /** Gives a page that lost it, or has another's, the XSRF token of its session. */
  ensureXsrf(request: FastifyRequest, reply: FastifyReply, sessionId: string): void {
    const xsrf = this.accessTokens.xsrfTokenOf(sessionId);
    if (this.cookies.read(request, 'xsrf') !== xsrf) this.cookies.write(reply, { xsrf });
  }

  async #write(reply: FastifyReply, user: UserRow, sessionId: string, more: { refresh?: string; browser?: string }): Promise<void> {
    const access = await this.accessTokens.sign(user.id, sessionId);
    this.cookies.write(reply, { access, xsrf: this.accessTokens.xsrfTokenOf(sessionId), ...more });
  }
}
