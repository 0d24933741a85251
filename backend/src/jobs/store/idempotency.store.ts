import { Injectable } from '@nestjs/common';
import { eq, lt, sql } from 'drizzle-orm';
import { InjectDatabase, idempotencyKeys, isUniqueViolation, type Database, type JobRow } from '../../database/index.js';

/** How long a key is remembered. */
const REMEMBERED = sql`interval '24 hours'`;
const PRIMARY_KEY = 'idempotency_keys_user_id_key_pk';

/** The job that a key made, as it is now, and the digest of the request that brought the key. */
export interface RememberedJob extends Pick<JobRow, 'id' | 'type' | 'status'> {
  readonly fingerprint: string;
}

/** Whether a job was not made because its key had made another one. */
export function isKeyTaken(error: unknown): boolean {
  return isUniqueViolation(error, PRIMARY_KEY);
}

/** Which `idempotency-key` made which job. `JobStore.create` writes it, together with the job. */
@Injectable()
export class IdempotencyStore {
  constructor(@InjectDatabase() private readonly database: Database) {}

  /** @param key digest of user and key; one that is too old is forgotten, so that it can be used again */
  async find(userId: string, key: string): Promise<RememberedJob | undefined> {
    const { rows } = await this.database.execute<RememberedJob & Record<string, unknown>>(sql`
      with expired as (delete from idempotency_keys where user_id = ${userId} and key = ${key} and created_at <= now() - ${REMEMBERED})
      select job.id, job.type, job.status, known.fingerprint from idempotency_keys as known join jobs as job on job.id = known.job_id
      where known.user_id = ${userId} and known.key = ${key} and known.created_at > now() - ${REMEMBERED}`);
    return rows[0];
  }

  /** What made this job, when the request was refused after all. */
  async forget(jobId: string): Promise<void> {
    await this.database.delete(idempotencyKeys).where(eq(idempotencyKeys.jobId, jobId));
  }

  /** Those of all users that are too old. */
  async forgetExpired(): Promise<void> {
    await this.database.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - ${REMEMBERED}`));
  }
}
