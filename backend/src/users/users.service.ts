import { Injectable } from '@nestjs/common';
import { asc, count, eq } from 'drizzle-orm';
import { ByokError, type Plan, type Preferences, type Role } from '#contracts';
import { PrincipalInvalidation } from '../auth/principals/principal-invalidation.service.js';
import { InjectDatabase, isUniqueViolation, type Database } from '../database/index.js';
import { users, type UserRow } from '../database/schema/accounts.js';
import { normaliseEmail } from './email.js';

export interface NewUser {
  email: string;
  passwordHash: string;
  role?: Role;
  plan?: Plan;
}

/** Reads and changes accounts. What changes a principal takes effect at once, in every process. */
@Injectable()
export class UsersService {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly invalidation: PrincipalInvalidation,
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

  /** @throws ByokError not_found */
  setRole(id: string, role: Role): Promise<UserRow> {
    return this.update(id, { role });
  }

  /** Changes the preferences that are given. @throws ByokError not_found */
  setPreferences(id: string, { strategy, provider, fallback, pauseAfterKeyFailure }: Partial<Preferences>): Promise<UserRow> {
    return this.update(id, { strategy, preferredProvider: provider, fallback, pauseAfterKeyFailure });
  }

  private async update(id: string, changes: Partial<UserRow>): Promise<UserRow> {
    const rows = Object.values(changes).some((value) => value !== undefined)
      ? await this.database.update(users).set(changes).where(eq(users.id, id)).returning()
      : await this.database.select().from(users).where(eq(users.id, id));
    if (rows[0] === undefined) throw new ByokError('not_found', 'There is no account with this id.');
    await this.invalidation.announce(id);
    return rows[0];
  }
}
