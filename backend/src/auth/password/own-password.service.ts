import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { ByokError } from '#contracts';
import { InjectDatabase, passwordResets, users, type Database, type UserRow } from '../../database/index.js';
import { UsersService, AccountChanges } from '../../users/index.js';
import { RateLimits } from '../rate-limits/rate-limits.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { PasswordHasher } from './password-hasher.service.js';

/** What ends together with the old password. */
export interface PasswordEndings {
  /** The session that goes on; none by default. */
  readonly except?: string;
  readonly tokens: boolean;
}

/** Proves and changes the passwords of accounts. */
@Injectable()
export class OwnPassword {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly users: UsersService,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly rateLimits: RateLimits,
    private readonly changes: AccountChanges,
  ) {}

  /**
   * A signed-in user proves the password once more.
   * @param field the body's field that holds it
   * @throws ByokError forbidden, rate_limited
   */
  async prove(userId: string, password: string, field: string): Promise<UserRow> {
    await this.rateLimits.passwordCheck(userId);
    const user = await this.users.find(userId);
    if ((await this.passwords.verify(user?.passwordHash, password)) && user !== undefined) return user;
    throw new ByokError('forbidden', `${field} is not the password of your account.`, { errors: [{ field, message: 'is not the password of your account' }] });
  }

  /**
   * Sets another password. Sessions end, and links that would set another one.
   * @param allowed in the same transaction as the change; what it throws leaves everything as it was
   */
  async set(
    userId: string,
    password: string,
    { except, tokens }: PasswordEndings,
    allowed: (transaction: Pick<Database, 'delete'>) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(async (transaction) => {
      await allowed(transaction);
      await transaction.update(users).set({ passwordHash }).where(eq(users.id, userId));
      await transaction.delete(passwordResets).where(eq(passwordResets.userId, userId));
      await this.sessions.endAll(userId, { ...(except === undefined ? {} : { except }), tokens }, transaction);
    });
    await this.changes.announce(userId);
  }
}
