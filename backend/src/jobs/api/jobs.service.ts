import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Principal } from '../../auth/index.js';
import { TransitKeyring, type CallScope } from '../../byok/index.js';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import type { JobRow } from '../../database/schema/jobs.js';
import { Uploads, UserStorage } from '../../uploads/index.js';
import type { JobInput, JobType } from '../job-types.js';
import { HeldKeys } from '../keys/held-keys.js';
import { JobQueue } from '../queue/job-queue.service.js';
import { Recording } from '../recording/recording.js';
import { JobStore } from '../store/job-store.service.js';
import { shortened, titleOfFile } from '../store/job-title.js';
import { UploadStore } from '../upload/upload-store.service.js';
import { JobIntake } from './job-intake.service.js';
import { readJobBody } from './read-job-body.js';
import { checkTargets, ownProviders, termsOf } from './submission-check.js';

/** What a client submits. */
export interface Submission {
  readonly fields: unknown;
  /** Where the received recording is. */
  readonly file?: string;
  /** What the client calls the recording. */
  readonly name?: string;
}

/** A lesson is called after its section; what is made of a text gets its title from the model. */
function titleOf({ outline, index }: JobInput, fileName: string | undefined): string | null {
  if (fileName !== undefined) return titleOfFile(fileName);
  return outline === undefined ? null : shortened(outline.sections[index as number]?.title ?? '') || null;
}

/** The answer to a submission. */
export interface JobReference {
  readonly id: string;
  readonly type: JobType;
  readonly status: 'queued';
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
    private readonly strategies: ProviderStrategyService,
    private readonly keyring: TransitKeyring,
    private readonly store: JobStore,
    private readonly queue: JobQueue,
    private readonly intake: JobIntake,
    private readonly uploads: UploadStore,
    private readonly arrived: Uploads,
    private readonly storage: UserStorage,
  ) {}

  /**
   * Takes a job in. Keys of the scope are sealed before anything is written.
   * @param incoming the submission, or the way to receive it: that may take long, and the keys are laid aside and
   *   their credentials disposed meanwhile
   * @throws ByokError invalid_input, model_unknown, tier_not_allowed, key_required, request_invalid, quota_exceeded and those of `incoming`
   */
  async submit(principal: Principal, scope: CallScope, incoming: Submission | (() => Promise<Submission>)): Promise<JobReference> {
    const id = randomUUID();
    const isAwaited = typeof incoming === 'function';
    const held = isAwaited ? HeldKeys.ofCredentials(this.keyring, { userId: principal.userId, jobId: id }, scope.credentials.values()) : undefined;
    let file: string | undefined;
    try {
      if (isAwaited) await this.intake.expectRoom(principal);
      else await this.storage.expectSome(principal);
      const submission = isAwaited ? await incoming() : incoming;
      file = submission.file;
      const { type, input, upload } = await readJobBody(submission.fields, file !== undefined);
      const targets = checkTargets(this.strategies, { principal, scope }, type, input);
      const terms = termsOf(this.strategies, principal, scope);
      const providers = ownProviders(targets);
      const envelopes = this.intake.seal(principal, id, held ?? scope, providers);
      const accept = async (fileName: string | undefined) => {
        const placed = await this.store.create({ id, userId: principal.userId, type, title: titleOf(input, fileName), ring: this.keyring.ring, input, terms, keys: providers });
        if (placed === undefined) throw this.intake.tooMany(principal.plan);
        await this.intake.enqueue({ id, submission: 1, ...placed }, envelopes);
      };
      if (upload !== undefined) {
        await this.arrived.handOver(principal.userId, upload, { destination: this.uploads.path(id), inspect: inspectRecording, accept });
        return { id, type, status: 'queued' };
      }
      if (file !== undefined) {
        await inspectRecording(file);
        await this.uploads.keep(file, id);
        file = this.uploads.path(id);
      }
      await accept(submission.name);
      return { id, type, status: 'queued' };
    } catch (error) {
      if (file !== undefined) await this.uploads.discard(file);
      throw error;
    } finally {
      held?.forget();
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
    await this.queue.remove(id, job.submission, job.ring).catch(() => undefined);
    if (job.status === 'queued') await this.uploads.remove(id);
  }
}
