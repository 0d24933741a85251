import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Pool } from 'pg';
import { ByokError, type Plan } from '#contracts';
import { platformLimitsConfig, storageConfig } from '../config/index.js';
import { InjectDatabasePool } from '../database/index.js';

const MIB = 1024 ** 2;
/** So long the size of a user's results may be taken for what it was, in milliseconds, where no recording is to be stored. */
const REMEMBERED_MS = 30_000;
const MAX_REMEMBERED = 10_000;

/** As they are stored: sizes of values are read without the values. */
const RESULTS = `
  select coalesce(sum(pg_column_size(input) + coalesce(pg_column_size(result), 0)
    + coalesce((select sum(pg_column_size(value)) from job_parts where job_id = jobs.id), 0)), 0)::float8 as bytes,
    array_agg(id) filter (where (ended_at is null or error_code = 'own_limit_reached') and input ->> 'file' = 'true') as recordings
  from jobs where user_id = $1`;

interface Stored {
  readonly at: number;
  readonly bytes: number;
}

/** Whose storage it is. */
export interface StorageOwner {
  readonly userId: string;
  readonly plan: Plan;
}

/** How much each user has stored: results, recordings that jobs still need, and uploads that wait, against the plan's storageMiB. */
@Injectable()
export class UserStorage {
  readonly #remembered = new Map<string, Stored>();

  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    @Inject(platformLimitsConfig.KEY) private readonly limits: ConfigType<typeof platformLimitsConfig>,
    @Inject(storageConfig.KEY) private readonly storage: ConfigType<typeof storageConfig>,
  ) {}

  /**
   * Bytes that a user may still store.
   * @param waiting bytes of the user's uploads that wait, as announced
   */
  async room({ userId, plan }: StorageOwner, waiting: number): Promise<number> {
    return this.#limit(plan) - waiting - (await this.#stored(userId));
  }

  /** Before this many bytes are stored. @param waiting as with `room`. @throws ByokError quota_exceeded */
  async expectRoom(owner: StorageOwner, waiting: number, bytes: number): Promise<void> {
    if ((await this.room(owner, waiting)) < bytes) throw this.exceeded(owner.plan);
  }

  /** The same before results are made whose size nobody knows, from memory if need be. @throws ByokError quota_exceeded */
  async expectSome({ userId, plan }: StorageOwner): Promise<void> {
    const known = this.#remembered.get(userId);
    const bytes = known !== undefined && Date.now() - known.at < REMEMBERED_MS ? known.bytes : await this.#stored(userId);
    if (bytes >= this.#limit(plan)) throw this.exceeded(plan);
  }

  /** What a user hears whose storage is full. */
  exceeded(plan: Plan): ByokError {
    const message = `Your recordings and results leave no room for this: storageMiB of your plan is ${this.limits.planLimits[plan].storageMiB}. Delete jobs that have ended with all that was made of them (DELETE /api/jobs/<id>?forget=true), or uploads that wait.`;
    return new ByokError('quota_exceeded', message);
  }

  #limit(plan: Plan): number {
    return this.limits.planLimits[plan].storageMiB * MIB;
  }

  async #stored(userId: string): Promise<number> {
    const { rows } = await this.pool.query<{ bytes: number; recordings: string[] | null }>(RESULTS, [userId]);
    const [{ bytes: results, recordings } = { bytes: 0, recordings: null }] = rows;
    const sizes = await Promise.all((recordings ?? []).map((id) => stat(join(this.storage.dataDir, 'uploads', id)).then(({ size }) => size, () => 0)));
    const bytes = sizes.reduce((sum, size) => sum + size, results);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(userId, { at: Date.now(), bytes });
    return bytes;
  }
}
