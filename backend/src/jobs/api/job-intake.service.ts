import { Inject, Injectable } from '@nestjs/common';
import type { ByokProviderId } from '#contracts';
import { CONFIGURATION, type Configuration } from '../../config/index.js';
import type { HeldKeys } from '../keys/held-keys.js';
import { JobQueue, type Place } from '../queue/job-queue.service.js';
import { JobStore } from '../store/job-store.service.js';

/** Puts a job that stands in the table into the queue, with its keys sealed anew for it. */
@Injectable()
export class JobIntake {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly store: JobStore,
    private readonly queue: JobQueue,
  ) {}

  /** @throws ByokError unavailable, and the job has failed then */
  async enqueue({ id, submission }: Place, keys: HeldKeys, providers: readonly ByokProviderId[]): Promise<void> {
    try {
      await this.queue.add(id, keys.sealForQueue(new Set(providers), this.configuration.jobTtlSeconds), submission);
    } catch (error) {
      await this.store.end({ id }, { status: 'failed', error: { code: 'unavailable', detail: 'The queue did not take the job. Submit it again.' } });
      throw error;
    }
  }
}
