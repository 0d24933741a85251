import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsObject, IsOptional, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { COURSE_TEXT_LIMITS, JOB_TYPES, MAX_OUTLINE_SECTIONS, MODEL_NAME_LENGTH, type JobType } from '#contracts';
import { TextOf } from '../../validation/index.js';

/** Longest transcript in characters; the 1 MiB of a JSON body end sooner for most languages. */
const MAX_TRANSCRIPT_LENGTH = 1_000_000;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

abstract class JobDto {
  @IsIn(JOB_TYPES)
  type!: JobType;

  @IsOptional()
  @TextOf(1, MODEL_NAME_LENGTH)
  model?: string;
}

// Of several rules the lowest is checked first: that of the type stands there.

/** Sent with `file`, as multipart/form-data, or naming an upload. */
export class TranscriptionDto extends JobDto {
  @IsOptional()
  @IsUUID(undefined, { message: 'upload must be the id of an upload: the last part of its Location' })
  upload?: string;

  @IsOptional()
  @Matches(LANGUAGE, { message: 'language must be a language code such as ru or en' })
  language?: string;
}

export class OutlineJobDto extends JobDto {
  @TextOf(1, MAX_TRANSCRIPT_LENGTH)
  transcript!: string;
}

class SectionDto {
  @TextOf(1, COURSE_TEXT_LIMITS.lessonTitle)
  title!: string;

  @TextOf(0, COURSE_TEXT_LIMITS.summary)
  summary!: string;
}

class OutlineDto {
  @TextOf(1, COURSE_TEXT_LIMITS.lessonTitle)
  title!: string;

  @Type(() => SectionDto)
  @ValidateNested({ each: true })
  @ArrayMaxSize(MAX_OUTLINE_SECTIONS)
  @ArrayMinSize(1)
  @IsArray()
  sections!: SectionDto[];
}

export class LessonJobDto extends JobDto {
  @Type(() => OutlineDto)
  @ValidateNested()
  @IsObject()
  outline!: OutlineDto;

  @Max(MAX_OUTLINE_SECTIONS - 1)
  @Min(0)
  @IsInt()
  index!: number;
}

/** With `file`, `upload` or `transcript`. */
export class CourseDto extends TranscriptionDto {
  @IsOptional()
  @TextOf(1, MAX_TRANSCRIPT_LENGTH)
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
