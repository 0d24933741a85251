import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { and, eq, sql } from 'drizzle-orm';
import { ByokError } from '#contracts';
import { httpConfig } from '../../config/index.js';
import { InjectDatabase, passwordResets, type Database } from '../../database/index.js';
import { UsersService } from '../../users/index.js';
import { hashToken, randomToken } from '../hash-token.js';
import { OwnPassword } from '../password/own-password.service.js';
import { FailedCredentials } from '../rate-limits/failed-credentials.service.js';
import { RateLimits } from '../rate-limits/rate-limits.service.js';

/** 30 minutes. */
const LIFE_MS = 30 * 60 * 1000;

const refused = () => new ByokError('forbidden', 'This link was used already, has run out, or is none of ours: ask an administrator for another one.');

/** Links by which people who forgot their password choose another one. A link is in no place but the answer to its making. */
@Injectable()
export class PasswordResets {
  constructor(
    @InjectDatabase() private readonly database: Database,
    @Inject(httpConfig.KEY) private readonly configuration: ConfigType<typeof httpConfig>,
    private readonly users: UsersService,
    private readonly ownPassword: OwnPassword,
    private readonly rateLimits: RateLimits,
    private readonly failed: FailedCredentials,
  ) {}

  /** Takes the place of an earlier link of this account. @throws ByokError not_found, rate_limited */
  async create(userId: string): Promise<string> {
    if ((await this.users.find(userId)) === undefined) throw new ByokError('not_found', 'There is no account with this id.');
    await this.rateLimits.passwordReset(userId);
    const token = randomToken();
    const row = { hash: hashToken(token), userId, expiresAt: new Date(Date.now() + LIFE_MS) };
    await this.database.transaction(async (transaction) => {
      await transaction.delete(passwordResets).where(eq(passwordResets.userId, userId));
      await transaction.insert(passwordResets).values(row);
    });
    return `${this.configuration.publicUrl}/password-reset#token=${token}`;
  }

  /** Sets the password and ends all sessions and tokens; signs nobody in. @throws ByokError forbidden, rate_limited */
  async use(token: string, password: string, address: string): Promise<void> {
    const living = and(eq(passwordResets.hash, hashToken(token)), sql`${passwordResets.expiresAt} > now()`);
    // Before the costly hash of a password; what decides is the deletion below, which one of two at once gets.
    const [found] = await this.failed.inTurn(address, async () => this.database.select({ userId: passwordResets.userId }).from(passwordResets).where(living));
    if (found === undefined) throw this.failed.refuse(address, refused());
    await this.ownPassword.set(found.userId, password, { tokens: true }, async (transaction) => {
      const { rowCount } = await transaction.delete(passwordResets).where(living);
      if (rowCount === 0) throw refused();
    });
  }
}
