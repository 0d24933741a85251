import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { TextOf } from '../../http/text-of.validator.js';
import { TITLE_LENGTH } from '../../uploads/index.js';
import { LESSON_LIMITS } from '../stages/lesson-limits.js';

export class RenameJobDto {
  @TextOf(1, TITLE_LENGTH)
  title!: string;
}

export class LessonDto {
  @TextOf(1, LESSON_LIMITS.title)
  title!: string;

  @TextOf(1, LESSON_LIMITS.markdown)
  markdown!: string;
}

export class ReplaceSummaryDto {
  @TextOf(0, LESSON_LIMITS.summary)
  summary!: string;

  /** As `ReplaceLessonDto` has it. */
  @IsOptional()
  @TextOf(0, LESSON_LIMITS.summary)
  replaces?: string;
}

export class ReplaceLessonDto extends LessonDto {
  /** As it was when the change began: another one that came meanwhile is then not overwritten. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => LessonDto)
  replaces?: LessonDto;
}
