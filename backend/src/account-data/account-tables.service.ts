import { Injectable, type OnModuleInit } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { InjectDatabase, invites, personalTokens, sessions, users, platformSpending, analyticsEvents, usageRecords, type Database } from '../database/index.js';
import { UsageQueue } from '../usage/index.js';
import { AccountDataRegistry } from './account-data.registry.js';
import { tableRows } from './table-rows.js';

/** Whom usage belongs to once its user is gone: what the platform spent stays known, on whom doesn't. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The tables that need nothing but themselves to be told and erased. */
@Injectable()
export class AccountTables implements OnModuleInit {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly registry: AccountDataRegistry,
    private readonly usage: UsageQueue,
  ) {}

  onModuleInit(): void {
    const { database } = this;
    this.registry.register({ name: 'account', rows: (userId) => tableRows(database, users, { user: users.id, key: users.id, without: ['passwordHash'], userId }), erase: (userId) => this.#forgetInvites(userId) });
    this.registry.register({ name: 'sessions', rows: (userId) => tableRows(database, sessions, { user: sessions.userId, key: sessions.id, userId }) });
    this.registry.register({ name: 'tokens', rows: (userId) => tableRows(database, personalTokens, { user: personalTokens.userId, key: personalTokens.id, without: ['hash'], userId }) });
    this.registry.register({ name: 'analyticsEvents', rows: (userId) => tableRows(database, analyticsEvents, { user: analyticsEvents.userId, key: analyticsEvents.idHash, without: ['idHash'], userId }) });
    this.registry.register({
      name: 'platformSpending',
      rows: (userId) => tableRows(database, platformSpending, { user: platformSpending.userId, key: platformSpending.day, userId }),
      erase: async (userId) => void (await database.delete(platformSpending).where(eq(platformSpending.userId, userId))),
    });
    this.registry.register({ name: 'usage', rows: (userId) => this.#usageOf(userId), erase: (userId) => this.#forgetUsage(userId) });
  }

  async *#usageOf(userId: string): AsyncGenerator<unknown> {
    await this.usage.flush();
    yield* tableRows(this.database, usageRecords, { user: usageRecords.userId, key: usageRecords.id, userId });
  }

  async #forgetUsage(userId: string): Promise<void> {
    await this.usage.flush();
    await this.database.update(usageRecords).set({ userId: NOBODY, jobId: null, tokenId: null }).where(eq(usageRecords.userId, userId));
  }

  async #forgetInvites(userId: string): Promise<void> {
    const [user] = await this.database.select({ email: users.email }).from(users).where(eq(users.id, userId));
    if (user !== undefined) await this.database.delete(invites).where(eq(invites.email, user.email));
  }
}
