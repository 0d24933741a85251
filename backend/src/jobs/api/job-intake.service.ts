import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ByokError, type ByokProviderId, type Plan } from '#contracts';
import { jobsConfig, platformLimitsConfig } from '../../config/index.js';
import type { Principal } from '../../auth/principal.js';
import { TransitKeyring, type CallScope } from '../../byok/index.js';
import { HeldKeys, type Envelopes } from '../keys/held-keys.js';
import { JobQueue, type Place } from '../queue/job-queue.service.js';
import { JobStore, type Placed } from '../store/job-store.service.js';

/** Puts a job that stands in the table into the queue, with its keys sealed anew for it. */
@Injectable()
export class JobIntake {
  constructor(
    @Inject(jobsConfig.KEY) private readonly configuration: ConfigType<typeof jobsConfig>,
    @Inject(platformLimitsConfig.KEY) private readonly limits: ConfigType<typeof platformLimitsConfig>,
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

  /** Before a recording is received for nothing. @throws ByokError quota_exceeded */
  async expectRoom({ userId, plan }: Principal): Promise<void> {
    if (!(await this.store.hasRoom(userId, plan))) throw this.tooMany(plan);
  }

  /** What a user hears who has as many jobs as the plan allows. */
  tooMany(plan: Plan): ByokError {
    const { jobsAtOnce, jobsWaiting } = this.limits.planLimits[plan];
    const value = jobsAtOnce === 0 ? 'jobsAtOnce of your plan is 0' : `jobsWaiting of your plan is ${jobsWaiting}, beside ${jobsAtOnce} at once (jobsAtOnce)`;
    return new ByokError('quota_exceeded', `No more jobs of yours may wait: ${value}. There is room again as soon as one of them has ended; or cancel one.`);
  }

  /** @throws ByokError unavailable, and the job has failed then */
  async enqueue({ id, submission, admitted }: Place & Placed, envelopes: Envelopes): Promise<void> {
    try {
      await this.queue.add(id, envelopes, submission, !admitted);
      // It may have been let in before it stood in the queue.
      if (!admitted && (await this.store.isAdmitted(id))) await this.queue.letIn({ id, submission });
    } catch (error) {
      await this.store.end({ id }, { status: 'failed', error: { code: 'unavailable', detail: 'The queue did not take the job. Submit it again.' } });
      throw error;
    }
  }
}
