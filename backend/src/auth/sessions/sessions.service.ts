import { Injectable } from '@nestjs/common';
import { and, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import { InjectDatabase, personalTokens, refreshTokens, sessions, users, type Database, type UserRow } from '../../database/index.js';
import { REFRESH_SECONDS } from '../cookies.service.js';
import { hashToken, randomToken } from '../hash-token.js';
import { AccountChanges } from '../../users/index.js';

export interface StartedSession {
  sessionId: string;
  refreshToken: string;
}

export type Rotation =
  /** The token is exchanged for a new one. */
  | { outcome: 'rotated'; sessionId: string; user: UserRow; refreshToken: string }
  /** Another request exchanged the token after this one had come in; its answer carries the new one. */
  | { outcome: 'raced'; sessionId: string; user: UserRow }
  /** The token was used before: somebody has a copy, so the whole family is gone. */
  | { outcome: 'reused'; userId: string }
  | { outcome: 'unknown' };

/** Longest that a request may have been under way when another exchanged its refresh token, in milliseconds. */
const OVERLAP_MS = 10_000;

const lifetime = () => new Date(Date.now() + REFRESH_SECONDS * 1000);

/** Families of refresh tokens (RFC 9700, section 4.14.2). */
@Injectable()
export class Sessions {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly changes: AccountChanges,
  ) {}

  async start(userId: string): Promise<StartedSession> {
    const refreshToken = randomToken();
    const sessionId = await this.database.transaction(async (transaction) => {
      await transaction.delete(sessions).where(and(eq(sessions.userId, userId), lt(sessions.expiresAt, sql`now()`)));
      const rows = await transaction.insert(sessions).values({ userId, expiresAt: lifetime() }).returning({ id: sessions.id });
      const { id } = rows[0] as { id: string };
      await transaction.insert(refreshTokens).values({ hash: hashToken(refreshToken), sessionId: id });
      return id;
    });
    return { sessionId, refreshToken };
  }

  /** The living session that a refresh token belongs to, used or not. */
  async find(refreshToken: string): Promise<{ id: string; userId: string } | undefined> {
    const rows = await this.database
      .select({ id: sessions.id, userId: sessions.userId })
      .from(refreshTokens)
      .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
      .where(and(eq(refreshTokens.hash, hashToken(refreshToken)), sql`${sessions.expiresAt} > now()`));
    return rows[0];
  }

  /**
   * Exchanges a refresh token. A second use revokes the family, but for requests that overlap: two tabs that wake
   * together both send the same cookie. One that had arrived (`waitedMs` ago) before the other's exchange, at most
   * `OVERLAP_MS` earlier, is not a replay. A longer grace would hand a thief the same time, so the client takes turns
   * between tabs by itself.
   */
  async rotate(refreshToken: string, waitedMs: number): Promise<Rotation> {
    const hash = hashToken(refreshToken);
    const arrival = sql`(now() - make_interval(secs => ${waitedMs / 1000}::float8))`;
    const overlapped = sql<boolean>`coalesce(${arrival} between ${refreshTokens.usedAt} - make_interval(secs => ${OVERLAP_MS / 1000}::float8) and ${refreshTokens.usedAt}, false)`;
    const rotation = await this.database.transaction(async (transaction): Promise<Rotation> => {
      const known = await transaction
        .select({ sessionId: refreshTokens.sessionId })
        .from(refreshTokens)
        .where(eq(refreshTokens.hash, hash));
      if (known[0] === undefined) return { outcome: 'unknown' };
      const { sessionId } = known[0];
      const living = await transaction
        .select({ user: users })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(eq(sessions.id, sessionId), sql`${sessions.expiresAt} > now()`, isNull(users.lockedAt)))
        .for('update', { of: sessions });
      if (living[0] === undefined) return { outcome: 'unknown' };
      const { user } = living[0];
      const uses = await transaction
        .select({ usedAt: refreshTokens.usedAt, raced: overlapped })
        .from(refreshTokens)
        .where(eq(refreshTokens.hash, hash));
      if (uses[0]?.raced) return { outcome: 'raced', sessionId, user };
      if (uses[0]?.usedAt !== null) {
        await transaction.delete(sessions).where(eq(sessions.id, sessionId));
        return { outcome: 'reused', userId: user.id };
      }
      const next = randomToken();
      await transaction.update(refreshTokens).set({ usedAt: sql`clock_timestamp()` }).where(eq(refreshTokens.hash, hash));
      await transaction.insert(refreshTokens).values({ hash: hashToken(next), sessionId });
      await transaction.update(sessions).set({ expiresAt: lifetime() }).where(eq(sessions.id, sessionId));
      return { outcome: 'rotated', sessionId, user, refreshToken: next };
    });
    if (rotation.outcome === 'reused') await this.changes.announce(rotation.userId);
    return rotation;
  }

  /**
   * Ends all sessions of a user, but for one that stays, and on request all tokens. The caller announces the change
   * once its own transaction is through.
   */
  async endAll(userId: string, { except, tokens }: { except?: string; tokens: boolean }, database: Pick<Database, 'delete'> = this.database): Promise<void> {
    await database.delete(sessions).where(and(eq(sessions.userId, userId), except === undefined ? undefined : ne(sessions.id, except)));
    if (tokens) await database.delete(personalTokens).where(eq(personalTokens.userId, userId));
  }

  /** Signs out: the session's cookies stop working at once. */
  async revoke(sessionId: string, userId: string): Promise<void> {
    await this.database.delete(sessions).where(eq(sessions.id, sessionId));
    await this.changes.announce(userId);
  }
}
