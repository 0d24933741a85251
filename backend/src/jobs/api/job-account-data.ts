import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountDataRegistry, tableRows } from '../../account-data/index.js';
import { InjectDatabase, type Database } from '../../database/index.js';
import { jobs } from '../../database/schema/jobs.js';
import { UploadStore } from '../upload/upload-store.service.js';
import { JobsService } from './jobs.service.js';

/** A user's jobs, as part of what is kept of an account: their rows go with the account, their work and files here. */
@Injectable()
export class JobAccountData implements OnModuleInit {
  constructor(
    @InjectDatabase() private readonly database: Database,
    private readonly registry: AccountDataRegistry,
    private readonly jobs: JobsService,
    private readonly uploads: UploadStore,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'jobs', rows: (userId) => this.rows(userId, ['ring', 'run', 'sequence', 'submission', 'userId']), erase: (userId) => this.erase(userId) });
  }

  private rows(userId: string, without: readonly string[]): AsyncGenerator<Record<string, unknown>> {
    return tableRows(this.database, jobs, { user: jobs.userId, key: jobs.id, without, userId });
  }

  private async erase(userId: string): Promise<void> {
    for await (const { id } of this.rows(userId, ['input', 'result', 'receipts', 'terms'])) {
      await this.jobs.cancel(userId, id as string);
      await this.uploads.remove(id as string);
    }
  }
}
