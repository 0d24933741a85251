import { IsIn } from 'class-validator';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '#contracts';
import { IfGiven, IgnoreUnknownParameters } from '../../validation/index.js';

/** `GET /api/jobs/:id/transcript`: the form in which it is wanted. */
@IgnoreUnknownParameters()
export class TranscriptQueryDto {
  @IfGiven()
  @IsIn(TRANSCRIPT_FORMATS, { message: `must be one of ${TRANSCRIPT_FORMATS.join(', ')}` })
  format: TranscriptFormat = 'json';
}
