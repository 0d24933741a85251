import { Injectable } from '@nestjs/common';
import { asc, count, eq, inArray, max } from 'drizzle-orm';
import { ByokError, type Plan, type Preferences, type Role } from '#contracts';
import { AccountChanges } from './account-changes.service.js';
import { InjectDatabase, isUniqueViolation, knownOrigins, personalTokens, sessions, users, type Database, type UserRow } from '../database/index.js';
import { normaliseEmail } from './email.js';

export interface NewUser {
  email: string;
  passwordHash: string;
  role?: Role;
  plan?: Plan;
}

/** How long a session lives without being renewed, in seconds: 30 days. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** Reads and changes accounts. What changes a principal takes effect at once, in every process. */
@Injectable()
export class UsersService {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly changes: AccountChanges,
  ) {}

  /** @throws ByokError conflict when the address has an account */
  async create(user: NewUser, database: Pick<Database, 'insert'> = this.database): Promise<UserRow> {
    try {
      const rows = await database
        .insert(users)
        .values({ ...user, email: normaliseEmail(user.email) })
        .returning();
      return rows[0] as UserRow;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ByokError('conflict', 'An account with this e-mail address exists already: sign in, or use another address.');
    }
  }

  /** Creates the account unless the address has one. */
  async ensure(user: NewUser): Promise<void> {
    await this.database
      .insert(users)
      .values({ ...user, email: normaliseEmail(user.email) })
      .onConflictDoNothing();
  }

  async find(id: string): Promise<UserRow | undefined> {
    return (await this.database.select().from(users).where(eq(users.id, id)))[0];
  }

  async findByEmail(email: string): Promise<UserRow | undefined> {
    const rows = await this.database.select().from(users).where(eq(users.email, normaliseEmail(email)));
    return rows[0];
  }

  /** Oldest first. */
  async list(limit: number, offset: number): Promise<{ total: number; rows: UserRow[] }> {
    const [totals, rows] = await Promise.all([
      this.database.select({ total: count() }).from(users),
      this.database.select().from(users).orderBy(asc(users.createdAt), asc(users.id)).limit(limit).offset(offset),
    ]);
    return { total: totals[0]?.total ?? 0, rows };
  }

  /**
   * When each of these accounts was last seen: by a renewal of a session (each has its own end, `SESSION_SECONDS` later),
   * a sign-in, or a call with a token. Who was never seen is left out.
   */
  async lastSeen(ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const [renewals, signIns, calls] = await Promise.all([
      this.database.select({ id: sessions.userId, at: max(sessions.expiresAt) }).from(sessions).where(inArray(sessions.userId, [...ids])).groupBy(sessions.userId),
      this.database.select({ id: knownOrigins.userId, at: max(knownOrigins.seenAt) }).from(knownOrigins).where(inArray(knownOrigins.userId, [...ids])).groupBy(knownOrigins.userId),
      this.database.select({ id: personalTokens.userId, at: max(personalTokens.lastUsedAt) }).from(personalTokens).where(inArray(personalTokens.userId, [...ids])).groupBy(personalTokens.userId),
    ]);
    const seen = new Map<string, Date>();
    const note = (id: string, at: Date | null, back = 0): void => {
      const moment = at === null ? 0 : at.getTime() - back;
      if (moment > (seen.get(id)?.getTime() ?? 0)) seen.set(id, new Date(moment));
    };
    for (const { id, at } of renewals) note(id, at, SESSION_SECONDS * 1000);
    for (const { id, at } of [...signIns, ...calls]) note(id, at);
    return seen;
  }

  /** @throws ByokError not_found */
  setRole(id: string, role: Role): Promise<UserRow> {
    return this.#update(id, { role });
  }

  /** Changes the preferences that are given. @throws ByokError not_found */
  setPreferences(id: string, { strategy, provider, fallback, pauseAfterKeyFailure }: Partial<Preferences>): Promise<UserRow> {
    return this.#update(id, { strategy, preferredProvider: provider, fallback, pauseAfterKeyFailure });
  }

  async #update(id: string, changes: Partial<UserRow>): Promise<UserRow> {
    const rows = Object.values(changes).some((value) => value !== undefined)
      ? await this.database.update(users).set(changes).where(eq(users.id, id)).returning()
      : await this.database.select().from(users).where(eq(users.id, id));
    if (rows[0] === undefined) throw new ByokError('not_found', 'There is no account with this id.');
    await this.changes.announce(id);
    return rows[0];
  }
}
