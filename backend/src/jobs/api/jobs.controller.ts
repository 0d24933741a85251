import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError, type JobReference, type JobView } from '#contracts';
import { ByokScope, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { UuidPipe } from '../../validation/index.js';
import { JobEventStreams } from './job-event-streams.service.js';
import { JobRetries } from './job-retries.service.js';
import { CancelJobDto, JobRenameDto, JobRetryDto, JobsPageDto } from './jobs.dto.js';
import { JobsService } from './jobs.service.js';

function invalid(field: string, message: string): ByokError {
  return new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
}

/** `/api/jobs`, but for submissions and what is made in jobs (contract, section 7). */
@NeedsScope('calls')
@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly retries: JobRetries,
    private readonly streams: JobEventStreams,
  ) {}

  /** Newest first. Results only come with a single job. */
  @Get()
  list(@CurrentPrincipal() { userId }: Principal, @Query() { limit, before }: JobsPageDto): Promise<JobView[]> {
    return this.jobs.list(userId, limit, before);
  }

  @Get(':id')
  async find(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string): Promise<JobView> {
    return this.jobs.view(userId, id);
  }

  @Patch(':id')
  rename(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Body() { title }: JobRenameDto): Promise<JobView> {
    return this.jobs.rename(userId, id, title);
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

  @Post(':id/retry')
  @HttpCode(202)
  @UseByok()
  async retry(
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Param('id', UuidPipe) id: string,
    @Body() { model }: JobRetryDto,
  ): Promise<JobReference> {
    return this.retries.retry(principal, scope, id, model);
  }

  /** Cancels, or deletes one that has ended, with all that was made of it; `forget` says that it shall be deleted anyway, or not at all. */
  @Delete(':id')
  @HttpCode(204)
  async cancel(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Query() { forget }: CancelJobDto): Promise<void> {
    await this.jobs.remove(userId, id, forget === undefined ? undefined : forget === 'true');
  }
}

/** 0 when there is none. @throws ByokError invalid_input for what is not an id of ours */
function lastEventId({ headers }: FastifyRequest): number {
  const value = headers['last-event-id'];
  if (value === undefined || value === '') return 0;
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) throw invalid('last-event-id', 'must be the id of an event of this job');
  return Number(value);
}
