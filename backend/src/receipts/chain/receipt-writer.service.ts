import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import type { PersonalField } from '#receipts';
import { InjectDatabasePool } from '../../database/index.js';
import { ReceiptKeyring } from '../keys/receipt-keyring.service.js';
import type { ReceiptDraft } from '../receipt-draft.js';
import { commitTo, composeReceipt, hashOfPayload } from './compose-receipt.js';

/** The end of a user's chain, under lock. */
interface Chain {
  readonly id: string;
  readonly userId: string;
  readonly salt: string;
  number: number;
  hash: string | null;
  /** To the user; the same in all receipts of the chain. */
  commitment?: string;
  /** The last receipt that this batch adds. */
  last?: AddedReceipt;
}

interface ReceiptRow {
  readonly id: string;
  readonly chain_id: string;
  readonly number: number;
  readonly at: string;
  readonly personal: Readonly<Record<string, PersonalField>> | null;
  kid: string | null;
  signature: string | null;
}

interface AddedReceipt {
  readonly row: ReceiptRow;
  /** Of one line, as all that `JSON.stringify` writes. */
  readonly payload: string;
}

/** Nobody's without the account: an erased user gets no new chain. The lock holds up the account's deletion meanwhile. */
const CREATE = `insert into receipt_chains (user_id, salt)
select found.id, new.salt from (select id from users where id = any($1::uuid[]) order by id for key share) as found
join unnest($1::uuid[], $2::text[]) as new (user_id, salt) on new.user_id = found.id
on conflict (user_id) do nothing`;

const LOCK = 'select id, user_id as "userId", salt, number, hash from receipt_chains where user_id = any($1::uuid[]) order by id for update';

const WRITTEN = 'select id from receipts where id = any($1::uuid[])';

/** Payloads come as lines beside their rows: within the rows' JSON each of their quotes would be escaped. */
const ADD = `with moved as (
  update receipt_chains as chain set number = head.number, hash = head.hash
  from json_to_recordset($2) as head (id uuid, number integer, hash text) where chain.id = head.id
), closed as (
  delete from open_receipts where id = any($3::uuid[])
)
insert into receipts (id, chain_id, number, at, personal, kid, signature, payload)
select id, chain_id, number, at, personal, kid, signature, payload from rows from (
  json_to_recordset($1) as (id uuid, chain_id uuid, number integer, at timestamptz, personal jsonb, kid text, signature text),
  unnest(string_to_array($4, E'\n'))
) as row (id, chain_id, number, at, personal, kid, signature, payload)`;

/** Adds receipts to their users' chains: each gets the next number and the hash of the one before. */
@Injectable()
export class ReceiptWriter {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly keyring: ReceiptKeyring,
  ) {}

  /**
   * All or none. Processes that write at once wait for each other at the chain's row, so that there are no gaps and no
   * forks; a draft that is written already, or whose account is gone, is left out.
   * @throws what the database says
   */
  async write(drafts: readonly ReceiptDraft[]): Promise<void> {
    const client = await this.pool.connect();
    let broken = true;
    try {
      await this.#write(client, drafts);
      broken = false;
    } finally {
      client.release(broken);
    }
  }

  async #write(client: PoolClient, drafts: readonly ReceiptDraft[]): Promise<void> {
    const users = [...new Set(drafts.map(({ userId }) => userId))];
    await client.query('begin');
    let chains = await this.#lock(client, users);
    const missing = users.filter((userId) => !chains.has(userId));
    if (missing.length > 0) {
      // Outside the transaction: nobody waits for a lock that waits for ours.
      await client.query('rollback');
      await client.query({ name: 'receipt_chains_create', text: CREATE, values: [missing, missing.map(() => randomBytes(16).toString('base64url'))] });
      await client.query('begin');
      chains = await this.#lock(client, users);
    }
    const { rows: written } = await client.query<{ id: string }>({ name: 'receipts_written', text: WRITTEN, values: [drafts.map(({ id }) => id)] });
    const done = new Set(written.map(({ id }) => id));
    const added: AddedReceipt[] = [];
    for (const draft of drafts) {
      const chain = chains.get(draft.userId);
      if (chain === undefined || done.has(draft.id)) continue;
      done.add(draft.id);
      added.push(this.#append(chain, draft));
    }
    for (const { last } of chains.values()) if (last !== undefined) Object.assign(last.row, this.keyring.sign(last.payload));
    const heads = [...chains.values()].filter(({ last }) => last !== undefined).map(({ id, number, hash }) => ({ id, number, hash }));
    await client.query({ name: 'receipts_add', text: ADD, values: [JSON.stringify(added.map(({ row }) => row)), JSON.stringify(heads), drafts.map(({ id }) => id), added.map(({ payload }) => payload).join('\n')] });
    await client.query('commit');
  }

  async #lock(client: PoolClient, users: readonly string[]): Promise<Map<string, Chain>> {
    const { rows } = await client.query<Chain>({ name: 'receipt_chains_lock', text: LOCK, values: [users] });
    return new Map(rows.map((chain) => [chain.userId, chain]));
  }

  #append(chain: Chain, { id, jobId, facts }: ReceiptDraft): AddedReceipt {
    const job = jobId === undefined ? undefined : { value: jobId, salt: randomBytes(16).toString('base64url') };
    const user = (chain.commitment ??= commitTo('user', { value: chain.userId, salt: chain.salt }));
    const place = { chain: chain.id, number: chain.number + 1, previous: chain.hash };
    const payload = composeReceipt(id, place, facts, job === undefined ? { user } : { user, job: commitTo('job', job) });
    chain.number = place.number;
    chain.hash = hashOfPayload(payload);
    const row = { id, chain_id: chain.id, number: place.number, at: facts.time, personal: job === undefined ? null : { job }, kid: null, signature: null };
    chain.last = { row, payload };
    return chain.last;
  }
}
