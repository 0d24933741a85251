import { Injectable } from '@nestjs/common';
import { and, desc, eq } from 'drizzle-orm';
import { ByokError, TOKEN_PREFIX, TOKEN_SCOPES, type CreatedTokenView, type TokenScope, type TokenView } from '#contracts';
import { InjectDatabase, type Database } from '../../database/index.js';
import { personalTokens, type PersonalTokenRow } from '../../database/schema/accounts.js';
import { hashToken, randomToken } from '../hash-token.js';
import { PrincipalInvalidation } from '../principals/principal-invalidation.service.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface NewToken {
  readonly name: string;
  readonly expiresInDays: number;
  readonly scopes: TokenScope[];
  /** Catalog ids; undefined: all that the plan allows. */
  readonly models: string[] | undefined;
}

/** What a row says of its limits; a token without scopes is older than they are, and reaches everything. */
const limitsOf = ({ scopes, models }: Pick<PersonalTokenRow, 'scopes' | 'models'>) => ({
  scopes: scopes ?? [...TOKEN_SCOPES],
  ...(models === null ? {} : { models }),
});

/** Personal access tokens. The token itself is in no place but the answer to its creation. */
@Injectable()
export class PersonalTokens {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly invalidation: PrincipalInvalidation,
  ) {}

  async create(userId: string, { name, expiresInDays, scopes, models }: NewToken): Promise<CreatedTokenView> {
    const token = `${TOKEN_PREFIX}${randomToken()}`;
    const expiresAt = new Date(Date.now() + expiresInDays * DAY_MS);
    const rows = await this.database
      .insert(personalTokens)
      .values({ userId, name, expiresAt, hash: hashToken(token), scopes, models: models ?? null })
      .returning({ id: personalTokens.id });
    return { id: (rows[0] as { id: string }).id, name, token, expiresAt: expiresAt.toISOString(), ...limitsOf({ scopes, models: models ?? null }) };
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
      ...limitsOf(row),
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
