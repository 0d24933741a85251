import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { AccountChanges, UserAdministration } from '../users/index.js';
import { InjectDatabase, users, type Database } from '../database/index.js';
import { AccountDataRegistry } from './account-data.registry.js';

/** Deletes accounts with everything that belongs to them. */
@Injectable()
export class AccountDeletion {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly registry: AccountDataRegistry,
    private readonly administration: UserAdministration,
    private readonly changes: AccountChanges,
  ) {}

  /** @throws ByokError conflict for the last administrator */
  async delete(userId: string): Promise<void> {
    await this.database.transaction((transaction) => this.administration.assertAnotherAdministrator(userId, transaction));
    await this.#eraseParts(userId);
    await this.database.transaction(async (transaction) => {
      await this.administration.assertAnotherAdministrator(userId, transaction);
      await transaction.delete(users).where(eq(users.id, userId));
    });
    await this.changes.announce(userId);
    // What had begun before the account was gone.
    await this.#eraseParts(userId);
  }

  async #eraseParts(userId: string): Promise<void> {
    for (const part of this.registry.parts) await part.erase?.(userId);
  }
}
