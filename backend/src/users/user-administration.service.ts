import { Injectable } from '@nestjs/common';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { ByokError, type Plan, type Role } from '#contracts';
import { AccountChanges } from './account-changes.service.js';
import { InjectDatabase, personalTokens, sessions, users, type Database, type UserRow } from '../database/index.js';

export interface UserChange {
  readonly plan?: Plan | undefined;
  readonly role?: Role | undefined;
  readonly locked?: boolean | undefined;
}

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** What administrators decide about accounts. There is always one of them left. */
@Injectable()
export class UserAdministration {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly changes: AccountChanges,
  ) {}

  /** Takes effect at once, in every process. @throws ByokError not_found, conflict */
  async change(id: string, { plan, role, locked }: UserChange, by: string): Promise<UserRow> {
    if (locked === true && id === by) throw new ByokError('conflict', 'You can\'t lock your own account: another administrator can.');
    const user = await this.database.transaction(async (transaction) => {
      if (role === 'user' || locked === true) await this.assertAnotherAdministrator(id, transaction);
      // A lock that is there already keeps its date.
      const lockedAt = locked === undefined ? undefined : locked ? sql`coalesce(${users.lockedAt}, now())` : null;
      const changes = { ...(plan && { plan }), ...(role && { role }), ...(lockedAt !== undefined && { lockedAt }) };
      const [changed] = await transaction.update(users).set(changes).where(eq(users.id, id)).returning();
      if (changed === undefined) throw new ByokError('not_found', 'There is no account with this id.');
      if (locked === true) {
        await transaction.delete(sessions).where(eq(sessions.userId, id));
        await transaction.delete(personalTokens).where(eq(personalTokens.userId, id));
      }
      return changed;
    });
    await this.changes.announce(id);
    if (locked === true) await this.changes.locked(id);
    return user;
  }

  /**
   * Locks the administrators for the rest of a transaction that takes an administrator away (a role, a lock, a deletion):
   * until its end, no other one can be taken away.
   * @throws ByokError conflict when the account is the last administrator's that is not locked
   */
  async assertAnotherAdministrator(id: string, transaction: Transaction): Promise<void> {
    const administrators = await transaction
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.role, 'admin'), isNull(users.lockedAt)))
      .orderBy(users.id)
      .for('update');
    if (administrators.length > 1 || administrators[0]?.id !== id) return;
    throw new ByokError('conflict', 'This is the only administrator who can sign in: make another one first.');
  }
}
