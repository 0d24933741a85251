import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { ByokProviderId } from '#contracts';
import { jobsConfig } from '../../config/index.js';
import type { Principal } from '../../auth/principal.js';
import { TransitKeyring, type CallScope } from '../../byok/index.js';
import { HeldKeys, type Envelopes } from '../keys/held-keys.js';
import { JobQueue, type Place } from '../queue/job-queue.service.js';
import { JobStore } from '../store/job-store.service.js';

/** Puts a job that stands in the table into the queue, with its keys sealed anew for it. */
@Injectable()
export class JobIntake {
  constructor(
    @Inject(jobsConfig.KEY) private readonly configuration: ConfigType<typeof jobsConfig>,
    private readonly keyring: TransitKeyring,
    private readonly store: JobStore,
    private readonly queue: JobQueue,
  ) {}

  /** The keys of a request, sealed for a job of its caller. @param keys those laid aside, or the scope that has them */
  seal({ userId }: Principal, jobId: string, keys: HeldKeys | CallScope, providers: readonly ByokProviderId[]): Envelopes {
    const seconds = this.configuration.jobTtlSeconds;
    if (keys instanceof HeldKeys) return keys.sealForQueue(providers, seconds);
    return HeldKeys.sealCredentials(this.keyring, { userId, jobId }, keys.credentials.values(), providers, seconds);
  }

  /** @throws ByokError unavailable, and the job has failed then */
  async enqueue({ id, submission }: Place, envelopes: Envelopes): Promise<void> {
    try {
      await this.queue.add(id, envelopes, submission);
    } catch (error) {
      await this.store.end({ id }, { status: 'failed', error: { code: 'unavailable', detail: 'The queue did not take the job. Submit it again.' } });
      throw error;
    }
  }
}
