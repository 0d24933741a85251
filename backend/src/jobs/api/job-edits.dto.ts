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
