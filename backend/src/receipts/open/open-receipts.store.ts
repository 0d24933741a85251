import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { InjectDatabasePool } from '../../database/index.js';
import type { ReceiptDraft } from '../receipt-draft.js';

/** A process that has not reported for this long that its call goes on is gone. */
const ABANDONED = "interval '10 minutes'";
const MAX_ABANDONED = 200;
/** A list shows at most this many; a user has fewer calls at once. */
const MAX_LISTED = 100;

/** Not for calls that have ended meanwhile, and not for accounts that are gone. */
const KEEP = `insert into open_receipts (id, user_id, job_id, facts)
select row.id, row.user_id, row.job_id, row.facts
from json_to_recordset($1) as row (id uuid, user_id uuid, job_id uuid, facts jsonb)
join users on users.id = row.user_id
where not exists (select 1 from receipts where receipts.id = row.id)
on conflict (id) do update set seen_at = now()`;

const SELECT = 'select id, user_id as "userId", job_id as "jobId", facts from open_receipts';

type OpenRow = Omit<ReceiptDraft, 'jobId'> & { readonly jobId: string | null };

/** Receipts of calls that go on, as all processes see them. */
@Injectable()
export class OpenReceiptStore {
  constructor(@InjectDatabasePool() private readonly pool: Pool) {}

  /** Writes them down, and says of those that are there that their calls go on. */
  async keep(drafts: readonly ReceiptDraft[]): Promise<void> {
    const rows = drafts.map(({ id, userId, jobId, facts }) => ({ id, user_id: userId, job_id: jobId, facts }));
    await this.pool.query({ name: 'open_receipts_keep', text: KEEP, values: [JSON.stringify(rows)] });
  }

  async find(userId: string, id: string): Promise<ReceiptDraft | undefined> {
    const [draft] = await this.#select(`${SELECT} where id = $1 and user_id = $2`, [id, userId]);
    return draft;
  }

  /** Oldest first. */
  ofUser(userId: string): Promise<ReceiptDraft[]> {
    return this.#select(`${SELECT} where user_id = $1 order by id limit ${MAX_LISTED}`, [userId]);
  }

  /** Of processes that are gone; what becomes of their calls nobody will say. */
  abandoned(): Promise<ReceiptDraft[]> {
    return this.#select(`${SELECT} where seen_at < now() - ${ABANDONED} limit ${MAX_ABANDONED}`, []);
  }

  async #select(text: string, values: readonly unknown[]): Promise<ReceiptDraft[]> {
    const { rows } = await this.pool.query<OpenRow>(text, [...values]);
    return rows.map(({ jobId, ...row }) => ({ ...row, jobId: jobId ?? undefined }));
  }
}
