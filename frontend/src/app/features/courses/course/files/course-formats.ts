import type { CourseResult } from '../../jobs/job.js';

export const COURSE_FORMATS = ['docx', 'md', 'txt', 'timed', 'srt', 'vtt', 'json'] as const;
export type CourseFormat = (typeof COURSE_FORMATS)[number];

/** How the file's name ends. */
export const extensionOf = (format: CourseFormat): Exclude<CourseFormat, 'timed'> => (format === 'timed' ? 'txt' : format);

/** Words that the files themselves contain, in the reader's language. */
export interface FileWords {
  /** Heading of the outline. */
  outline: string;
}

/** Which files a course can be saved as, as far as it is made: subtitles need time stamps. */
export function formatsOf({ transcript, outline, lessons = [] }: CourseResult): CourseFormat[] {
  const timed = (transcript?.segments.length ?? 0) > 0;
  const written = outline !== undefined || lessons.some((lesson) => lesson !== null);
  const has: Readonly<Record<CourseFormat, boolean>> = {
    docx: written,
    md: written,
    txt: (transcript?.text ?? '').trim() !== '',
    timed,
    srt: timed,
    vtt: timed,
    json: written || transcript !== undefined,
  };
  return COURSE_FORMATS.filter((format) => has[format]);
}
