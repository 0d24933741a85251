import { Injectable } from '@nestjs/common';
import { and, desc, eq } from 'drizzle-orm';
import { ByokError, TOKEN_PREFIX, type CreatedTokenView, type TokenView } from '#contracts';
import { InjectDatabase, type Database } from '../../database/index.js';
import { personalTokens } from '../../database/schema/accounts.js';
import { hashToken, randomToken } from '../hash-token.js';
import { PrincipalInvalidation } from '../principals/principal-invalidation.service.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Personal access tokens. The token itself is in no place but the answer to its creation. */
@Injectable()
export class PersonalTokens {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly invalidation: PrincipalInvalidation,
  ) {}

  async create(userId: string, name: string, expiresInDays: number): Promise<CreatedTokenView> {
    const token = `${TOKEN_PREFIX}${randomToken()}`;
    const expiresAt = new Date(Date.now() + expiresInDays * DAY_MS);
    const rows = await this.database
      .insert(personalTokens)
      .values({ userId, name, expiresAt, hash: hashToken(token) })
      .returning({ id: personalTokens.id });
    return { id: (rows[0] as { id: string }).id, name, token, expiresAt: expiresAt.toISOString() };
  }

  /** Newest first, expired ones included, so that their owner sees why something stopped working. */
  async list(userId: string): Promise<TokenView[]> {
    const rows = await this.database
      .select()
      .from(personalTokens)
      .where(eq(personalTokens.userId, userId))
      .orderBy(desc(personalTokens.createdAt), desc(personalTokens.id));
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    }));
  }

  /** The token stops working at once. @throws ByokError not_found, also for another user's token */
  async delete(userId: string, id: string): Promise<void> {
    const deleted = await this.database
      .delete(personalTokens)
      .where(and(eq(personalTokens.id, id), eq(personalTokens.userId, userId)));
    if (deleted.rowCount === 0) throw new ByokError('not_found', 'You have no token with this id.');
    await this.invalidation.announce(userId);
  }
}
