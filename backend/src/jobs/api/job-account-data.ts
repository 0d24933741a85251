import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountDataRegistry, tableRows } from '../../account-data/index.js';
import { InjectDatabase, jobs, type Database } from '../../database/index.js';
import { JobWorkRegistry } from '../worker/job-work.registry.js';
import { JobsService } from './jobs.service.js';

/** A user's jobs, as part of what is kept of an account: their rows go with the account, their work and files here. */
@Injectable()
export class JobAccountData implements OnModuleInit {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly accountData: AccountDataRegistry,
    private readonly jobs: JobsService,
    private readonly registry: JobWorkRegistry,
  ) {}

  onModuleInit(): void {
    this.accountData.register({ name: 'jobs', rows: (userId) => this.#rows(userId, ['keyGroup', 'run', 'sequence', 'submission', 'userId']), erase: (userId) => this.#erase(userId) });
  }

  #rows(userId: string, without: readonly string[]): AsyncGenerator<Record<string, unknown>> {
    return tableRows(this.database, jobs, { user: jobs.userId, key: jobs.id, without, userId });
  }

  async #erase(userId: string): Promise<void> {
    for await (const { id } of this.#rows(userId, ['input', 'result', 'receipts', 'terms'])) {
      await this.jobs.remove(userId, id as string, false);
      await this.registry.work.deleteFile(id as string);
    }
  }
}
