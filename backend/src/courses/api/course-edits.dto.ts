import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { COURSE_TEXT_LIMITS } from '#contracts';
import { TextOf } from '../../validation/index.js';

export class LessonDto {
  @TextOf(1, COURSE_TEXT_LIMITS.lessonTitle)
  title!: string;

  @TextOf(1, COURSE_TEXT_LIMITS.lessonMarkdown)
  markdown!: string;
}

export class ReplaceSummaryDto {
  @TextOf(0, COURSE_TEXT_LIMITS.summary)
  summary!: string;

  /** As `ReplaceLessonDto` has it. */
  @IsOptional()
  @TextOf(0, COURSE_TEXT_LIMITS.summary)
  replaces?: string;
}

export class ReplaceLessonDto extends LessonDto {
  /** As it was when the change began: another one that was saved meanwhile is then not overwritten. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => LessonDto)
  replaces?: LessonDto;
}
