import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';
import { ByokError, type InviteView, type Plan } from '#contracts';
import { httpConfig } from '../../config/index.js';
import { InjectDatabase, invites, type Database, type InviteRow } from '../../database/index.js';
import { normaliseEmail } from '../../users/index.js';
import { hashToken, randomToken } from '../hash-token.js';

/** 7 days. */
const LIFE_MS = 7 * 24 * 60 * 60 * 1000;
/** Invitations in a list: the newest, at most 500. */
const MAX_LISTED = 500;

export interface NewInvite {
  /** Only for this address; undefined: for anyone who has the link. */
  readonly email: string | undefined;
  /** What the account gets; undefined: `free`. */
  readonly plan: Plan | undefined;
}

const viewOf = ({ id, email, plan, createdAt, expiresAt, usedAt }: InviteRow): InviteView => ({
  id,
  ...(email === null ? {} : { email }),
  ...(plan === null ? {} : { plan }),
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  usedAt: usedAt?.toISOString() ?? null,
});

/** Invitations to register. The link is in no place but the answer to its making. */
@Injectable()
export class Invites {
  constructor(
    @InjectDatabase() private readonly database: Database,
    @Inject(httpConfig.KEY) private readonly configuration: ConfigType<typeof httpConfig>,
  ) {}

  async create({ email, plan }: NewInvite): Promise<{ id: string; link: string; expiresAt: string }> {
    const token = randomToken();
    const expiresAt = new Date(Date.now() + LIFE_MS);
    const values = { hash: hashToken(token), email: email === undefined ? null : normaliseEmail(email), plan: plan ?? null, expiresAt };
    const rows = await this.database.insert(invites).values(values).returning({ id: invites.id });
    const { id } = rows[0] as { id: string };
    return { id, link: `${this.configuration.publicUrl}/register#invite=${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** Newest first, those that were used or ran out included. */
  async list(): Promise<InviteView[]> {
    const rows = await this.database.select().from(invites).orderBy(desc(invites.createdAt), desc(invites.id)).limit(MAX_LISTED);
    return rows.map(viewOf);
  }

  /** The link stops working at once. @throws ByokError not_found */
  async delete(id: string): Promise<void> {
    const { rowCount } = await this.database.delete(invites).where(eq(invites.id, id));
    if (rowCount === 0) throw new ByokError('not_found', 'There is no invitation with this id.');
  }

  /** Whether the link would let this address register now. */
  async isGood(token: string, email: string): Promise<boolean> {
    return (await this.database.select({ id: invites.id }).from(invites).where(this.#good(token, email))).length > 0;
  }

  /**
   * Uses an invitation up, within the transaction that makes the account.
   * @returns the plan that comes with it
   * @throws ByokError forbidden
   */
  async use(token: string, email: string, transaction: Pick<Database, 'update'>): Promise<Plan> {
    const [used] = await transaction.update(invites).set({ usedAt: sql`now()` }).where(this.#good(token, email)).returning({ plan: invites.plan });
    if (used === undefined) throw refusedInvite();
    return used.plan ?? 'free';
  }

  #good(token: string, email: string) {
    return and(
      eq(invites.hash, hashToken(token)),
      isNull(invites.usedAt),
      sql`${invites.expiresAt} > now()`,
      or(isNull(invites.email), eq(invites.email, normaliseEmail(email))),
    );
  }
}

export const refusedInvite = () =>
  new ByokError('forbidden', 'This invitation was used already, has run out, is for another e-mail address, or is none of ours: ask for another one.');
