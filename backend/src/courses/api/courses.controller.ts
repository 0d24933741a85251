import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError, type JobReference, type Lesson } from '#contracts';
import { ByokScope, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { StreamedBody } from '../../http/index.js';
import { IdempotencyKey } from '../../jobs/index.js';
import { Uploads, UserStorage } from '../../uploads/index.js';
import { UuidPipe } from '../../validation/index.js';
import { receiveForm } from '../recording-files/receive-form.js';
import { RecordingFiles } from '../recording-files/recording-files.service.js';
import { ReplaceLessonDto, ReplaceSummaryDto } from './course-edits.dto.js';
import { CourseEdits, NO_SUCH_LESSON } from './course-edits.service.js';
import { CourseSubmissions, type ReceivedSubmission, type Reception } from './course-submissions.service.js';
import { fieldsOfForm } from './read-job-body.js';
import { TranscriptQueryDto } from './transcript-query.dto.js';
import { Transcripts } from './transcripts.service.js';

/** At most this many bytes of a form are not its recording, but fields and boundaries. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/** @throws ByokError not_found for what is not the number of a lesson */
function lessonIndex(index: string): number {
  if (!/^\d{1,4}$/.test(index)) throw new ByokError('not_found', NO_SUCH_LESSON);
  return Number(index);
}

/** Submissions of recordings and texts, and what is made of them: routes of `/api/jobs` (contract, section 7). */
@NeedsScope('calls')
@Controller('api/jobs')
export class CoursesController {
  constructor(
    private readonly submissions: CourseSubmissions,
    private readonly edits: CourseEdits,
    private readonly transcripts: Transcripts,
    private readonly recordings: RecordingFiles,
    private readonly uploads: Uploads,
    private readonly storage: UserStorage,
  ) {}

  @Post()
  @HttpCode(202)
  @UseByok()
  @StreamedBody('multipart/form-data')
  async submit(
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<JobReference> {
    const contentType = request.headers['content-type'] ?? '';
    const isForm = /^multipart\/form-data/i.test(contentType);
    return this.submissions.submit(principal, scope, isForm ? (reception) => this.#receive(request, contentType, principal, reception) : { fields: request.body }, idempotencyKey);
  }

  @Put(':id/lessons/:index')
  replaceLesson(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Param('index') index: string,
    @Body() { title, markdown, replaces }: ReplaceLessonDto,
  ): Promise<Lesson> {
    return this.edits.replaceLesson(userId, id, lessonIndex(index), { title, markdown }, replaces);
  }

  @Put(':id/outline/:index')
  replaceSummary(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Param('index') index: string,
    @Body() { summary, replaces }: ReplaceSummaryDto,
  ): Promise<{ summary: string }> {
    return this.edits.replaceSummary(userId, id, lessonIndex(index), summary, replaces);
  }

  /** `format`: json (default), text, srt or vtt. */
  @Get(':id/transcript')
  async transcript(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Query() { format }: TranscriptQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { contentType, contentDisposition, body } = await this.transcripts.file(userId, id, format);
    void reply.header('content-type', contentType).header('content-disposition', contentDisposition);
    return body;
  }

  async #receive({ body, headers }: FastifyRequest, contentType: string, { userId, plan }: Principal, reception: Reception): Promise<ReceivedSubmission> {
    const storage = { bytes: reception.keep ? await this.uploads.storageRoom({ userId, plan }) : Infinity, exceeded: () => this.storage.exceeded(plan) };
    if (Number(headers['content-length'] ?? 0) - FORM_OVERHEAD_BYTES > storage.bytes) throw storage.exceeded();
    const { fields, file } = await receiveForm(body as Readable, contentType, this.recordings, userId, { storage, ...reception });
    return { fields: fieldsOfForm(fields), ...(file === undefined ? {} : { file: file.path, name: file.name, digest: file.digest }) };
  }
}
