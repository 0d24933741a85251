import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { AnalyticsEvent, ByokProviderId, Verdict } from '#contracts';
import { InjectDatabase, analyticsEvents, type Database } from '../../database/index.js';

const hashOf = (id: string) => createHash('sha256').update(id).digest('base64url');

/** Keeps what happened in vaults; an event of an id that is there already is dropped. */
@Injectable()
export class AnalyticsStore {

  constructor(
    @InjectDatabase() private readonly database: Database,
    @InjectPinoLogger('Analytics') private readonly logger: PinoLogger,
  ) {}

  /** Events as a browser reports them. */
  async keep(userId: string, events: readonly AnalyticsEvent[]): Promise<void> {
    await this.#insert(
      events.map(({ id, name, at, provider, verdict, reason, overdueMs }) => ({
        userId,
        idHash: hashOf(id),
        origin: 'client' as const,
        name,
        at: new Date(at),
        provider,
        verdict,
        reason,
        overdueMs,
      })),
    );
  }

  /** A key test that this server did: so that tests count which no browser reports. Never throws. */
  async keepKeyTest(userId: string, provider: ByokProviderId, verdict: Verdict): Promise<void> {
    const idHash = hashOf(`server:${randomUUID()}`);
    try {
      await this.#insert([{ userId, idHash, origin: 'server', name: 'key_tested', at: new Date(), provider, verdict }]);
    } catch (error) {
      this.logger.warn(`A key test was not counted: ${(error as Error).message}`);
    }
  }

  async #insert(rows: (typeof analyticsEvents.$inferInsert)[]): Promise<void> {
    await this.database.insert(analyticsEvents).values(rows).onConflictDoNothing();
  }
}
