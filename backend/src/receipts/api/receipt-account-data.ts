import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { AccountDataRegistry } from '../../account-data/index.js';
import { CompletedRequests } from '../../http/index.js';
import { InjectDatabasePool } from '../../database/index.js';
import { ReceiptQueue } from '../chain/receipt-queue.service.js';
import { Receipts } from './receipts.service.js';

/** Everything that leads from the user's chain to the user. In one statement: a receipt that is being added comes before it or not at all. */
const FORGET = `with forgotten as (
  update receipt_chains set user_id = null, salt = null where user_id = $1 returning id
), closed as (
  delete from open_receipts where user_id = $1
)
select id from forgotten`;

/** Accounts that a process of an older version deleted, which knew nothing of receipts. */
const FORGET_DELETED = `with forgotten as (
  update receipt_chains as chain set user_id = null, salt = null
  where user_id is not null and not exists (select 1 from users where users.id = chain.user_id) returning id
)
update receipts set personal = null from forgotten where chain_id = forgotten.id and personal is not null`;

/** A user's receipts, as part of what is kept of an account: they are exported, and what is personal in them is erased. */
@Injectable()
export class ReceiptAccountData implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly accountData: AccountDataRegistry,
    private readonly receipts: Receipts,
    private readonly queue: ReceiptQueue,
    private readonly completed: CompletedRequests,
  ) {}

  onModuleInit(): void {
    // Their reader sees those of requests that have just ended, too.
    this.queue.flushBeforeRead(this.completed.flush);
    this.accountData.register({ name: 'receipts', rows: (userId) => this.receipts.all(userId), erase: (userId) => this.#erase(userId) });
  }

  /** Beside a version without receipts accounts may have been deleted. */
  async onApplicationBootstrap(): Promise<void> {
    await this.pool.query(FORGET_DELETED);
  }

  async #erase(userId: string): Promise<void> {
    await this.queue.flush();
    const { rows } = await this.pool.query<{ id: string }>(FORGET, [userId]);
    // Behind the chain's lock: all that was added before is seen now.
    await this.pool.query('update receipts set personal = null where chain_id = any($1::uuid[]) and personal is not null', [rows.map(({ id }) => id)]);
  }
}
