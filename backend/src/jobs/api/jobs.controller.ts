import type { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../auth/index.js';
import { ByokScope, UseByok, type CallScope } from '../../byok/index.js';
import { StreamedBody } from '../../http/index.js';
import { UUID, UuidPipe } from '../../http/uuid.pipe.js';
import { Uploads, UserStorage } from '../../uploads/index.js';
import type { JobView } from '../job-types.js';
import { jobView } from '../store/job-view.js';
import { receiveForm } from '../upload/receive-form.js';
import { UploadStore } from '../upload/upload-store.service.js';
import { JobEdits } from './job-edits.service.js';
import { JobEventStreams } from './job-event-streams.service.js';
import { JobResults } from './job-results.service.js';
import { JobsService, type JobReference, type Submission } from './jobs.service.js';
import { fieldsOfForm } from './read-job-body.js';

/** So much of a form at most is not its recording, but fields and boundaries; in bytes. */
const FORM_BYTES = 64 * 1024;
const PAGE = 50;
const PAGE_MAX = 100;

function invalid(field: string, message: string): ByokError {
  return new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
}

/** `/api/jobs` (contract, section 7). */
@NeedsScope('calls')
@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly results: JobResults,
    private readonly edits: JobEdits,
    private readonly uploads: UploadStore,
    private readonly streams: JobEventStreams,
    private readonly arrived: Uploads,
    private readonly storage: UserStorage,
  ) {}

  @Post()
  @HttpCode(202)
  @UseByok()
  @StreamedBody('multipart/form-data')
  async submit(@Req() request: FastifyRequest, @CurrentPrincipal() principal: Principal, @ByokScope() scope: CallScope): Promise<JobReference> {
    const contentType = request.headers['content-type'] ?? '';
    const isForm = /^multipart\/form-data/i.test(contentType);
    return this.jobs.submit(principal, scope, isForm ? () => this.receive(request, contentType, principal) : { fields: request.body });
  }

  /** Newest first. `limit` 1..100, default 50; `before` is the last id of the page before. Results only come with a single job. */
  @Get()
  async list(@CurrentPrincipal() { userId }: Principal, @Query('limit') limit: unknown, @Query('before') before: unknown): Promise<JobView[]> {
    const size = limit === undefined ? PAGE : typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : NaN;
    if (!(size >= 1 && size <= PAGE_MAX)) throw invalid('limit', `must be a whole number from 1 to ${PAGE_MAX}`);
    if (before !== undefined && (typeof before !== 'string' || !UUID.test(before))) throw invalid('before', 'must be the id of a job');
    return (await this.jobs.list(userId, size, before as string | undefined)).map(jobView);
  }

  @Get(':id')
  async find(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string): Promise<JobView> {
    return this.results.view(userId, id);
  }

  /** Server-sent events; `last-event-id` resumes behind that event. */
  @Get(':id/events')
  async events(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.jobs.find(userId, id);
    await this.streams.serve(userId, id, lastEventId(request), reply);
  }

  /** Cancels, which changes nothing for a job that has ended; `forget=true` also deletes it and all that was made of it. */
  @Delete(':id')
  @HttpCode(204)
  async cancel(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Query('forget') forget: unknown): Promise<void> {
    if (forget !== undefined && forget !== 'true' && forget !== 'false') throw invalid('forget', 'must be true or false');
    await (forget === 'true' ? this.edits.forget(userId, id) : this.jobs.cancel(userId, id));
  }

  private async receive({ body, headers }: FastifyRequest, contentType: string, { userId, plan }: Principal): Promise<Submission> {
    const storage = { bytes: await this.arrived.storageRoom({ userId, plan }), exceeded: () => this.storage.exceeded(plan) };
    if (Number(headers['content-length'] ?? 0) - FORM_BYTES > storage.bytes) throw storage.exceeded();
    const { fields, file } = await receiveForm(body as Readable, contentType, this.uploads, userId, { storage });
    return { fields: fieldsOfForm(fields), ...(file === undefined ? {} : { file: file.path, name: file.name }) };
  }
}

/** 0 when there is none. @throws ByokError invalid_input for what is no id of ours */
function lastEventId({ headers }: FastifyRequest): number {
  const value = headers['last-event-id'];
  if (value === undefined || value === '') return 0;
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) throw invalid('last-event-id', 'must be the id of an event of this job');
  return Number(value);
}
