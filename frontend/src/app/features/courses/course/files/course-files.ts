import { subRip, transcriptText, webVtt } from '#contracts';
import type { CourseResult } from '../../jobs/job.js';
import { courseMarkdown } from './course-markdown.js';
import type { CourseFormat, FileWords } from './course-formats.js';

const MEDIA_TYPES: Readonly<Record<CourseFormat, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  md: 'text/markdown',
  txt: 'text/plain',
  timed: 'text/plain',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
};

/** What of the formats is text. @param title what the course is called now */
export function courseText(format: Exclude<CourseFormat, 'docx'>, title: string, result: CourseResult, words: FileWords): string {
  const segments = result.transcript?.segments ?? [];
  switch (format) {
    case 'md':
      return courseMarkdown(title, result, words);
    case 'txt':
    case 'timed':
      return transcriptText(result.transcript ?? { text: '', segments: [] }, format === 'timed');
    case 'srt':
      return subRip(segments);
    case 'vtt':
      return webVtt(segments, true);
    case 'json':
      return JSON.stringify({ title, ...result }, null, 2);
  }
}

/** A course as a file. The writer of Word documents is loaded when it is wanted. */
export async function courseFile(format: CourseFormat, title: string, result: CourseResult, words: FileWords): Promise<Blob> {
  if (format !== 'docx') return new Blob([courseText(format, title, result, words)], { type: `${MEDIA_TYPES[format]};charset=utf-8` });
  const { courseDocument } = await import('./docx/course-document.js');
  return new Blob([await courseDocument(title, result, words)], { type: MEDIA_TYPES.docx });
}
