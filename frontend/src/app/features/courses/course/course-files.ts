import type { CourseResult, Segment } from '../jobs/job.js';
import { subtitleStamp } from './time-stamp.js';

export const COURSE_FORMATS = ['md', 'srt', 'vtt', 'json'] as const;
export type CourseFormat = (typeof COURSE_FORMATS)[number];

const MEDIA_TYPES: Readonly<Record<CourseFormat, string>> = {
  md: 'text/markdown',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
};

/** Headings of a lesson go below the lesson's own; what only looks like one in a code block stays. */
function demote(markdown: string, levels: number): string {
  let fenced = false;
  return markdown
    .split('\n')
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
      return fenced ? line : line.replace(/^(#{1,6}) /, (_whole, hashes: string) => `${'#'.repeat(Math.min(6, hashes.length + levels))} `);
    })
    .join('\n');
}

function cues(segments: readonly Segment[], separator: ',' | '.'): string {
  return segments
    .filter(({ text }) => text.trim() !== '')
    .map(({ start, end, text }, index) => {
      // An empty line would end the cue.
      const words = text.trim().replace(/\s*\n\s*/g, '\n').replaceAll('-->', '→');
      return `${index + 1}\n${subtitleStamp(start, separator)} --> ${subtitleStamp(Math.max(start, end), separator)}\n${words}\n`;
    })
    .join('\n');
}

/** @param words heading of the outline, in the reader's language */
export function courseMarkdown({ outline, lessons }: CourseResult, words: { outline: string }): string {
  const plan = (outline?.sections ?? []).map(({ title, summary }, index) => `${index + 1}. **${title}**${summary ? `\n   ${summary.replace(/\s*\n\s*/g, ' ')}` : ''}`);
  const written = (lessons ?? []).flatMap((lesson, index) => (lesson ? [`## ${index + 1}. ${lesson.title}\n\n${demote(lesson.markdown.trim(), 1)}`] : []));
  return [`# ${outline?.title ?? ''}`, `## ${words.outline}`, plan.join('\n'), ...written].join('\n\n') + '\n';
}

/** Which files a course can be saved as: subtitles need time stamps. */
export function formatsOf(result: CourseResult): CourseFormat[] {
  const timed = (result.transcript?.segments.length ?? 0) > 0;
  return COURSE_FORMATS.filter((format) => (format === 'md' ? result.outline !== undefined : format === 'json' || timed));
}

export function courseText(format: CourseFormat, result: CourseResult, words: { outline: string }): string {
  const segments = result.transcript?.segments ?? [];
  const texts: Readonly<Record<CourseFormat, () => string>> = {
    md: () => courseMarkdown(result, words),
    srt: () => cues(segments, ','),
    vtt: () => `WEBVTT\n\n${cues(segments, '.')}`,
    json: () => JSON.stringify(result, null, 2),
  };
  return texts[format]();
}

export function courseFile(format: CourseFormat, result: CourseResult, words: { outline: string }): Blob {
  return new Blob([courseText(format, result, words)], { type: `${MEDIA_TYPES[format]};charset=utf-8` });
}

/** A name that every file system takes, without marks that turn the reading direction. */
export function fileName(title: string, format: CourseFormat): string {
  const safe = title.replace(/[\\/:*?"<>|]|\p{C}/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 80).replace(/[. ]+$/, '');
  return `${safe || 'course'}.${format}`;
}
