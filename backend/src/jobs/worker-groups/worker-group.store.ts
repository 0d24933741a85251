import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { InjectDatabase, type Database } from '../../database/index.js';
import type { OpenJob } from '../store/job-store.service.js';

/** Where a process runs. */
export interface ProcessLocation {
  readonly machine: string;
  readonly pid: number;
}

/** Another key group that has open jobs or gave signs of life. */
export interface OtherGroup {
  readonly id: string;
  /** Undefined for a group that several processes share. */
  readonly process: ProcessLocation | undefined;
  /** Since its last sign of life, by the database's clock; undefined when it gave none or signed off. */
  readonly unseenSeconds: number | undefined;
}

/** The table of key groups, and whose jobs are whose. */
@Injectable()
export class WorkerGroupStore {
  constructor(@InjectDatabase() private readonly database: Database) {}

  /** A sign of life. */
  async reportAlive(id: string, location: ProcessLocation | undefined): Promise<void> {
    await this.database.execute(sql`
      insert into job_rings (id, machine, pid) values (${id}, ${location?.machine ?? null}, ${location?.pid ?? null})
      on conflict (id) do update set seen_at = now()`);
  }

  async others(own: string): Promise<OtherGroup[]> {
    const { rows } = await this.database.execute<{ id: string; machine: string | null; pid: number | null; unseen: number | null }>(sql`
      select other.id, machine, pid, extract(epoch from now() - seen_at)::float8 as unseen
      from (select ring as id from jobs where ended_at is null union select id from job_rings) other
      left join job_rings on job_rings.id = other.id
      where other.id <> ${own}`);
    return rows.map(({ id, machine, pid, unseen }) => ({
      id,
      process: machine === null || pid === null ? undefined : { machine, pid },
      unseenSeconds: unseen ?? undefined,
    }));
  }

  /** Makes the open jobs of another group this one's. Of several that adopt at once, each job goes to one. */
  async adopt(dead: string, own: string): Promise<OpenJob[]> {
    const { rows } = await this.database.execute<OpenJob & Record<string, unknown>>(sql`
      update jobs set ring = ${own}, updated_at = now()
      where ring = ${dead} and ended_at is null
      returning id, submission, admitted`);
    return rows;
  }

  async forget(id: string): Promise<void> {
    await this.database.execute(sql`delete from job_rings where id = ${id}`);
  }
}
