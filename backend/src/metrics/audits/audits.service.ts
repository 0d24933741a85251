import { Injectable } from '@nestjs/common';
import { desc } from 'drizzle-orm';
import { ByokError, type AuditView } from '#contracts';
import { InjectDatabase, audits, type Database } from '../../database/index.js';

/** What audits of the deployment found (`npm run audit:keys`). Two counts and a date: nothing else is kept. */
@Injectable()
export class Audits {
  constructor(@InjectDatabase() private readonly database: Database) {}

  async keep({ date, routes, findings }: AuditView): Promise<void> {
    await this.database.insert(audits).values({ date, at: new Date(date), routes, findings });
  }

  /** @throws ByokError not_found before any */
  async last(): Promise<AuditView> {
    const { date, routes, findings } = audits;
    const [last] = await this.database.select({ date, routes, findings }).from(audits).orderBy(desc(audits.at), desc(audits.id)).limit(1);
    if (last === undefined) throw new ByokError('not_found', 'No audit of this deployment has been posted yet; its operator runs npm run audit:keys.');
    return last;
  }
}
