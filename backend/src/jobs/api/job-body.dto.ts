import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsObject, IsOptional, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { TextOf } from '../../http/text-of.validator.js';
import { JOB_TYPES, type JobType } from '../job-types.js';

/** Longest transcript in characters; the 1 MiB of a JSON body end sooner for most languages. */
const TRANSCRIPT_LENGTH = 1_000_000;
export const SECTIONS_MAX = 60;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

abstract class JobDto {
  @IsIn(JOB_TYPES)
  type!: JobType;

  @IsOptional()
  @TextOf(1, 128)
  model?: string;
}

/** Comes with `file`, as multipart/form-data, or names an upload. */
export class TranscriptionDto extends JobDto {
  @IsOptional()
  @IsUUID(undefined, { message: 'upload must be the id of an upload: the last part of its Location' })
  upload?: string;

  @IsOptional()
  @Matches(LANGUAGE, { message: 'language must be a language code such as ru or en' })
  language?: string;
}

export class OutlineJobDto extends JobDto {
  @TextOf(1, TRANSCRIPT_LENGTH)
  transcript!: string;
}

class SectionDto {
  @TextOf(1, 500)
  title!: string;

  @TextOf(0, 10_000)
  summary!: string;
}

class OutlineDto {
  @TextOf(1, 500)
  title!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SECTIONS_MAX)
  @ValidateNested({ each: true })
  @Type(() => SectionDto)
  sections!: SectionDto[];
}

export class LessonJobDto extends JobDto {
  @IsObject()
  @ValidateNested()
  @Type(() => OutlineDto)
  outline!: OutlineDto;

  @IsInt()
  @Min(0)
  @Max(SECTIONS_MAX - 1)
  index!: number;
}

/** With `file`, `upload` or `transcript`. */
export class CourseDto extends TranscriptionDto {
  @IsOptional()
  @TextOf(1, TRANSCRIPT_LENGTH)
  transcript?: string;
}

export type JobBody = TranscriptionDto | OutlineJobDto | LessonJobDto | CourseDto;

/** The fields of each type. */
export const DTO_OF: Readonly<Record<JobType, new () => JobBody>> = {
  transcription: TranscriptionDto,
  outline: OutlineJobDto,
  lesson: LessonJobDto,
  course: CourseDto,
};
