import { Injectable } from '@nestjs/common';
import { and, desc, eq, getTableColumns } from 'drizzle-orm';
import { ByokError, TOKEN_PREFIX, TOKEN_SCOPES, type CreatedTokenView, type TokenScope, type TokenView } from '#contracts';
import { InjectDatabase, personalTokens, spendingLimits, type Database, type PersonalTokenRow } from '../../database/index.js';
import { hashToken, randomToken } from '../hash-token.js';
import { AccountChanges } from '../../users/index.js';

/** Nothing is spent yet: the day of the counters is long over. */
const NEVER = '1970-01-01';
const DAY_MS = 24 * 60 * 60 * 1000;

export interface NewToken {
  readonly name: string;
  readonly expiresInDays: number;
  readonly scopes: TokenScope[];
  /** Catalog ids; undefined: all that the plan allows. */
  readonly models: string[] | undefined;
  /** Roubles that may be spent through it in a day, whoever pays; undefined: no limit of its own. */
  readonly rubPerDay: number | undefined;
}

/** What a row says of its limits; a token without scopes is older than they are, and reaches everything. */
const limitsOf = ({ scopes, models, microRubPerDay }: Pick<PersonalTokenRow, 'scopes' | 'models'> & { readonly microRubPerDay: number | null }) => ({
  scopes: scopes ?? [...TOKEN_SCOPES],
  ...(models === null ? {} : { models }),
  ...(microRubPerDay === null ? {} : { rubPerDay: microRubPerDay / MICRO }),
});

const MICRO = 1e6;

/** Personal access tokens. The token itself is in no place but the answer to its creation. */
@Injectable()
export class PersonalTokens {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly changes: AccountChanges,
  ) {}

  async create(userId: string, { name, expiresInDays, scopes, models, rubPerDay }: NewToken): Promise<CreatedTokenView> {
    const token = `${TOKEN_PREFIX}${randomToken()}`;
    const expiresAt = new Date(Date.now() + expiresInDays * DAY_MS);
    const microRubPerDay = rubPerDay === undefined ? null : Math.round(rubPerDay * MICRO);
    const id = await this.database.transaction(async (transaction) => {
      const [row] = await transaction
        .insert(personalTokens)
        .values({ userId, name, expiresAt, hash: hashToken(token), scopes, models: models ?? null })
        .returning({ id: personalTokens.id });
      const tokenId = (row as { id: string }).id;
      if (microRubPerDay !== null) await transaction.insert(spendingLimits).values({ id: tokenId, userId, tokenId, microRubPerDay, day: NEVER, month: NEVER });
      return tokenId;
    });
    return { id, name, token, expiresAt: expiresAt.toISOString(), ...limitsOf({ scopes, models: models ?? null, microRubPerDay }) };
  }

  /** Newest first, expired ones included, so that their owner sees why something stopped working. */
  async list(userId: string): Promise<TokenView[]> {
    const rows = await this.database
      .select({ ...getTableColumns(personalTokens), microRubPerDay: spendingLimits.microRubPerDay })
      .from(personalTokens)
      .leftJoin(spendingLimits, eq(spendingLimits.id, personalTokens.id))
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
    await this.changes.announce(userId);
  }
}
