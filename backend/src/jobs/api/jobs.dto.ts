import { IsIn, Matches } from 'class-validator';
import { JOBS_PAGE, JOB_TITLE_LENGTH, MODEL_NAME_LENGTH } from '#contracts';
import { IfGiven, IgnoreUnknownParameters, OptionalBody, TextOf, UUID, WholeNumber } from '../../validation/index.js';

/** `GET /api/jobs`: which part of the list. */
@IgnoreUnknownParameters()
export class JobsPageDto {
  @IfGiven()
  @WholeNumber(1, 100)
  limit: number = JOBS_PAGE;

  /** The last id of the page before. */
  @IfGiven()
  @Matches(UUID, { message: 'must be the id of a job' })
  before?: string;
}

/** `DELETE /api/jobs/:id`: whether what was made of the job goes too; without it that depends on whether the job has ended. */
@IgnoreUnknownParameters()
export class CancelJobDto {
  @IfGiven()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  forget?: 'true' | 'false';
}

/** `POST /api/jobs/:id/retry`. */
@OptionalBody()
export class JobRetryDto {
  /** Serves what is left of the job; without it the model of before does. */
  @IfGiven()
  @TextOf(1, MODEL_NAME_LENGTH)
  model?: string;
}

/** `PATCH /api/jobs/:id`. */
export class JobRenameDto {
  @TextOf(1, JOB_TITLE_LENGTH)
  title!: string;
}
