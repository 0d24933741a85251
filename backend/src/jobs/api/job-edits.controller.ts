import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../auth/index.js';
import { ByokScope, UseByok, type CallScope } from '../../byok/index.js';
import { UuidPipe } from '../../http/uuid.pipe.js';
import type { JobView, Lesson } from '../job-types.js';
import { RenameJobDto, ReplaceLessonDto, ReplaceSummaryDto } from './job-edits.dto.js';
import { JobEdits, NO_SUCH_LESSON } from './job-edits.service.js';
import { JobResults } from './job-results.service.js';
import { JobRetries } from './job-retries.service.js';
import type { JobReference } from './jobs.service.js';
import { TRANSCRIPT_FORMATS } from './transcript-file.js';

function invalid(field: string, message: string): ByokError {
  return new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
}

/** @throws ByokError not_found for what is no number of a lesson */
function placeOf(index: string): number {
  if (!/^\d{1,4}$/.test(index)) throw new ByokError('not_found', NO_SUCH_LESSON);
  return Number(index);
}

/** What an owner does with a job beyond submitting and watching it. */
@NeedsScope('calls')
@Controller('api/jobs/:id')
export class JobEditsController {
  constructor(
    private readonly edits: JobEdits,
    private readonly results: JobResults,
    private readonly retries: JobRetries,
  ) {}

  @Patch()
  rename(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Body() { title }: RenameJobDto): Promise<JobView> {
    return this.edits.rename(userId, id, title);
  }

  @Put('lessons/:index')
  replaceLesson(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Param('index') index: string,
    @Body() { title, markdown, replaces }: ReplaceLessonDto,
  ): Promise<Lesson> {
    return this.edits.replaceLesson(userId, id, placeOf(index), { title, markdown }, replaces);
  }

  @Put('outline/:index')
  replaceSummary(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Param('index') index: string,
    @Body() { summary, replaces }: ReplaceSummaryDto,
  ): Promise<{ summary: string }> {
    return this.edits.replaceSummary(userId, id, placeOf(index), summary, replaces);
  }

  /** `format`: json (default), text, srt or vtt. */
  @Get('transcript')
  async transcript(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', UuidPipe) id: string,
    @Query('format') wanted: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const format = wanted === undefined ? 'json' : TRANSCRIPT_FORMATS.find((name) => name === wanted);
    if (format === undefined) throw invalid('format', `must be one of ${TRANSCRIPT_FORMATS.join(', ')}`);
    const { contentType, contentDisposition, body } = await this.results.transcript(userId, id, format);
    void reply.header('content-type', contentType).header('content-disposition', contentDisposition);
    return body;
  }

  @Post('retry')
  @HttpCode(202)
  @UseByok()
  async retry(
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Param('id', UuidPipe) id: string,
  ): Promise<JobReference> {
    if (Object.keys((request.body as object | null | undefined) ?? {}).length > 0) throw invalid('body', 'must be empty: a retry takes nothing but key headers');
    return this.retries.retry(principal, scope, id);
  }
}
