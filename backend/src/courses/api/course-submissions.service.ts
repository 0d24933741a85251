import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { JobReference } from '#contracts';
import type { CallScope } from '#nestjs-byok';
import type { Principal } from '../../access/index.js';
import type { JobInput } from '../../database/index.js';
import { IdempotentSubmissions, JobEnqueuer, fingerprintOf, shortTitle, type JobSubmission, type RememberedRequest } from '../../jobs/index.js';
import { Uploads, UserStorage, titleOf } from '../../uploads/index.js';
import { RecordingFiles } from '../recording-files/recording-files.service.js';
import { Recording } from '../recording/recording.js';
import { StageRouting, stagesOf } from '../stages/stage-routing.service.js';
import { readJobBody } from './read-job-body.js';

/** What a client submits, as it was received. */
export interface ReceivedSubmission {
  readonly fields: unknown;
  /** Path of the received recording. */
  readonly file?: string;
  /** What the client calls the recording. */
  readonly name?: string;
  /** SHA-256 of the recording, when it was asked for. */
  readonly digest?: string | undefined;
}

/** How a submission is to be received. */
export interface Reception {
  /** Whether the recording is stored; otherwise only its digest is wanted. */
  readonly keep: boolean;
  readonly digest: boolean;
}

/** The submission, or the way to receive it. */
export type IncomingSubmission = ReceivedSubmission | ((reception: Reception) => Promise<ReceivedSubmission>);

type CheckedBody = Awaited<ReturnType<typeof readJobBody>>;

/** What makes two submissions the same: neither keys nor other headers, nor what the file is called. */
function fingerprint({ type, input, upload }: CheckedBody, digest: string | undefined): string {
  return fingerprintOf(['POST /api/jobs', type, input, upload?.toLowerCase() ?? null, digest ?? null]);
}

const EXTENSION = /\.[A-Za-z0-9]{2,5}$/;

/** A recording is called after its file, a lesson after its section; what is made of a text gets its title from the model. */
function jobTitle({ outline, index }: JobInput, fileName: string | undefined): string | null {
  if (fileName !== undefined) return titleOf(fileName)?.replace(EXTENSION, '') || null;
  return outline === undefined ? null : shortTitle(outline.sections[index as number]?.title ?? '') || null;
}

/** @throws ByokError invalid_input */
async function inspectRecording(path: string): Promise<void> {
  (await Recording.open(path)).close();
}

/** Takes recordings and texts in, of which a job makes something. */
@Injectable()
export class CourseSubmissions {
  constructor(
    private readonly enqueuer: JobEnqueuer,
    private readonly routing: StageRouting,
    private readonly recordings: RecordingFiles,
    private readonly uploads: Uploads,
    private readonly storage: UserStorage,
    private readonly idempotent: IdempotentSubmissions,
  ) {}

  /**
   * Keys of the scope are sealed before anything is written.
   * @param incoming the submission, or the way to receive it: that may take long, and meanwhile the keys are kept
   *   encrypted in memory and their credentials disposed
   * @param idempotencyKey with one, the job that the same request made within 24 hours is the answer
   * @throws ByokError conflict for a key of another request, invalid_input, model_unknown, tier_not_allowed, key_required, request_invalid, quota_exceeded and those of `incoming`
   */
  async submit(principal: Principal, scope: CallScope, incoming: IncomingSubmission, idempotencyKey?: string): Promise<JobReference> {
    const id = randomUUID();
    const keys = typeof incoming === 'function' ? this.enqueuer.keepKeys(id, principal, scope) : undefined;
    const submission = { id, principal, scope, keys };
    try {
      if (idempotencyKey === undefined) return await this.#make(submission, incoming);
      return await this.idempotent.once({
        id,
        userId: principal.userId,
        key: idempotencyKey,
        fingerprint: () => {
          keys?.forget();
          return this.#fingerprint(incoming);
        },
        make: (remember) => this.#make(submission, incoming, remember),
      });
    } finally {
      keys?.forget();
    }
  }

  async #fingerprint(incoming: IncomingSubmission): Promise<string> {
    const { fields, file, digest } = typeof incoming === 'function' ? await incoming({ keep: false, digest: true }) : incoming;
    return fingerprint(await readJobBody(fields, file !== undefined), digest);
  }

  async #make(submission: JobSubmission, incoming: IncomingSubmission, remember?: (fingerprint: string) => RememberedRequest): Promise<JobReference> {
    const { id, principal } = submission;
    let file: string | undefined;
    try {
      if (typeof incoming === 'function') await this.enqueuer.expectRoom(principal);
      else await this.storage.expectSome(principal);
      const received = typeof incoming === 'function' ? await incoming({ keep: true, digest: remember !== undefined }) : incoming;
      file = received.file;
      const body = await readJobBody(received.fields, file !== undefined);
      const { type, input, upload } = body;
      const idempotency = remember?.(fingerprint(body, received.digest));
      const prepared = this.enqueuer.prepare(submission, this.routing.calls(type, input, stagesOf(type, input), principal));
      const accept = (fileName: string | undefined) => this.enqueuer.create(prepared, { type, input, title: jobTitle(input, fileName), idempotency });
      if (upload !== undefined) {
        await this.uploads.handOver(principal.userId, upload, {
          destination: this.recordings.path(id),
          inspect: inspectRecording,
          accept: async (title) => void (await accept(title)),
        });
        return { id, type, status: 'queued' };
      }
      if (file !== undefined) {
        await inspectRecording(file);
        await this.recordings.keep(file, id);
        file = this.recordings.path(id);
      }
      return await accept(received.name);
    } catch (error) {
      if (file !== undefined) await this.recordings.discard(file);
      throw error;
    }
  }
}
