import { Injectable } from '@nestjs/common';
import { and, eq, or, sql } from 'drizzle-orm';
import { InjectDatabase, knownOrigins, type Database } from '../../database/index.js';
import { hashToken, randomToken } from '../hash-token.js';
import { addressGroup } from './address-group.js';

/** Where a request to sign in comes from. */
export interface SignInOrigin {
  /** Value of the browser's cookie, if it brought one. */
  readonly browser: string | undefined;
  readonly address: string;
}

/** Browsers, and addresses, that are remembered of each user: at most 50 of each. */
const MAX_REMEMBERED = 50;

/** The id of no user, so that an unknown address costs the same query. */
const NO_USER = '00000000-0000-0000-0000-000000000000';

const addressHash = (userId: string, address: string) => hashToken(`${userId} ${addressGroup(address)}`);

/** From which browsers and addresses accounts were signed in to before. Holds hashes alone. */
@Injectable()
export class KnownOrigins {
  constructor(@InjectDatabase() private readonly database: Database) {}

  async recognise(userId = NO_USER, { browser, address }: SignInOrigin): Promise<{ browser: boolean; address: boolean }> {
    const rows = await this.database
      .select({ kind: knownOrigins.kind })
      .from(knownOrigins)
      .where(
        and(
          eq(knownOrigins.userId, userId),
          or(
            and(eq(knownOrigins.kind, 'browser'), eq(knownOrigins.hash, hashToken(browser ?? ''))),
            and(eq(knownOrigins.kind, 'address'), eq(knownOrigins.hash, addressHash(userId, address))),
          ),
        ),
      );
    return { browser: rows.some(({ kind }) => kind === 'browser'), address: rows.some(({ kind }) => kind === 'address') };
  }

  /**
   * Keeps where an account was signed in to.
   * @returns the browser's cookie: its own when it is known for this account, else a new one, so that one planted by
   * somebody is worth nothing afterwards; what the old one stood for in other accounts goes over to the new one.
   */
  async remember(userId: string, origin: SignInOrigin): Promise<string> {
    const { browser, address } = origin;
    const isKnown = browser !== undefined && (await this.recognise(userId, origin)).browser;
    const next = isKnown ? browser : randomToken();
    const row = (kind: 'browser' | 'address', hash: string) => ({ userId, kind, hash });
    await this.database.transaction(async (transaction) => {
      if (browser !== undefined && !isKnown) {
        await transaction
          .update(knownOrigins)
          .set({ hash: hashToken(next) })
          .where(and(eq(knownOrigins.kind, 'browser'), eq(knownOrigins.hash, hashToken(browser))));
      }
      await transaction
        .insert(knownOrigins)
        .values([row('browser', hashToken(next)), row('address', addressHash(userId, address))])
        .onConflictDoUpdate({ target: [knownOrigins.userId, knownOrigins.kind, knownOrigins.hash], set: { seenAt: sql`now()` } });
      await transaction.execute(sql`
        delete from known_origins known using (
          select kind, hash, row_number() over (partition by kind order by seen_at desc) as place
          from known_origins where user_id = ${userId}
        ) ranked
        where known.user_id = ${userId} and known.kind = ranked.kind and known.hash = ranked.hash and ranked.place > ${MAX_REMEMBERED}`);
    });
    return next;
  }
}
