import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ByokError, type ByokProviderId } from '#contracts';
import type { Principal } from '../../auth/index.js';
import { TransitKeyring, type CallScope } from '../../byok/index.js';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { CONFIGURATION, type Configuration } from '../../config/index.js';
import type { JobRow } from '../../database/schema/jobs.js';
import { Uploads } from '../../uploads/index.js';
import type { JobType } from '../job-types.js';
import { HeldKeys } from '../keys/held-keys.js';
import { JobQueue } from '../queue/job-queue.service.js';
import { Recording } from '../recording/recording.js';
import { JobStore } from '../store/job-store.service.js';
import { UploadStore } from '../upload/upload-store.service.js';
import { readJobBody } from './read-job-body.js';
import { checkTargets } from './submission-check.js';

/** What a client submits. */
export interface Submission {
  readonly fields: unknown;
  /** Where the received recording is. */
  readonly file?: string;
}

/** @throws ByokError invalid_input */
async function inspectRecording(path: string): Promise<void> {
  (await Recording.open(path)).close();
}

const unknownJob = () => new ByokError('not_found', 'There is no job with this id.');

/** Jobs as their owner deals with them. */
@Injectable()
export class JobsService {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly strategies: ProviderStrategyService,
    private readonly keyring: TransitKeyring,
    private readonly store: JobStore,
    private readonly queue: JobQueue,
    private readonly uploads: UploadStore,
    private readonly arrived: Uploads,
  ) {}

  /**
   * Takes a job in. Keys of the scope are sealed before anything is received, and disposed: an upload may take long.
   * @param receive reads the submission, perhaps a long upload
   * @throws ByokError invalid_input, model_unknown, tier_not_allowed, key_required, request_invalid and those of `receive`
   */
  async submit(principal: Principal, scope: CallScope, receive: () => Promise<Submission>): Promise<{ id: string; type: JobType; status: 'queued' }> {
    const id = randomUUID();
    const keys = HeldKeys.ofCredentials(this.keyring, { userId: principal.userId, jobId: id }, scope.credentials.values());
    let file: string | undefined;
    try {
      const submission = await receive();
      file = submission.file;
      const { type, input, upload } = await readJobBody(submission.fields, file !== undefined);
      const targets = checkTargets(this.strategies, { principal, scope }, type, input);
      const used = new Set(targets.filter(({ credential }) => credential.source === 'byok').map(({ credential }) => credential.provider as ByokProviderId));
      const preferences = { ...principal.preferences, fallback: this.strategies.policy(principal, scope) };
      const accept = () => this.enqueue({ id, userId: principal.userId, type, input, terms: { plan: principal.plan, preferences }, keys: [...used] }, keys);
      if (upload !== undefined) {
        await this.arrived.handOver(principal.userId, upload, { destination: this.uploads.path(id), inspect: inspectRecording, accept });
        return { id, type, status: 'queued' };
      }
      if (file !== undefined) {
        await inspectRecording(file);
        await this.uploads.keep(file, id);
        file = this.uploads.path(id);
      }
      await accept();
      return { id, type, status: 'queued' };
    } catch (error) {
      if (file !== undefined) await this.uploads.discard(file);
      throw error;
    } finally {
      keys.forget();
    }
  }

  /** @throws ByokError not_found, also for another user's job */
  async find(userId: string, id: string): Promise<JobRow> {
    const job = await this.store.find(userId, id);
    if (job === undefined) throw unknownJob();
    return job;
  }

  list(userId: string, limit: number, before: string | undefined): ReturnType<JobStore['list']> {
    return this.store.list(userId, limit, before);
  }

  /** Ends the job wherever it is; nothing happens to one that has ended. @throws ByokError not_found */
  async cancel(userId: string, id: string): Promise<void> {
    const job = await this.find(userId, id);
    if (!(await this.store.end({ id }, { status: 'cancelled' }))) return;
    // The worker lets go of what it has; reconciliation takes out what can't be reached now.
    await this.queue.remove(id).catch(() => undefined);
    if (job.status === 'queued') await this.uploads.remove(id);
  }

  private async enqueue(job: Parameters<JobStore['create']>[0], keys: HeldKeys): Promise<void> {
    await this.store.create(job);
    try {
      await this.queue.add(job.id, keys.sealForQueue(new Set(job.keys), this.configuration.jobTtlSeconds));
    } catch (error) {
      await this.store.end({ id: job.id }, { status: 'failed', error: { code: 'unavailable', detail: 'The queue did not take the job. Submit it again.' } });
      throw error;
    }
  }
}
