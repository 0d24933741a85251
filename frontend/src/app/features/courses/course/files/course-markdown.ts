import type { CourseResult } from '../../jobs/job.js';
import type { FileWords } from './course-formats.js';

/** Calls back with each line that is in no code block; those in one stay. */
function outsideCode(markdown: string, change: (line: string) => string): string {
  let fence = '';
  return markdown
    .split('\n')
    .map((line) => {
      const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
      if (fence === '') fence = mark;
      else if (mark.startsWith(fence)) fence = '';
      return fence === '' && mark === '' ? change(line) : line;
    })
    .join('\n');
}

/** A tag's beginning would become markup of whatever shows the file; an address in brackets is a link. */
const withoutHtml = (line: string): string =>
  line
    .split(/(`+[^`]*`+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/<(?=[a-z/!?])(?!(?:https?:\/\/|mailto:)[^\s<>]*>)/gi, '&lt;')))
    .join('');

/** Headings of a lesson go below the lesson's own, of level 2, and keep their order. */
function demote(markdown: string): string {
  let top = 6;
  outsideCode(markdown, (line) => {
    top = Math.min(top, /^(#{1,6}) /.exec(line)?.[1]?.length ?? 6);
    return line;
  });
  const levels = Math.max(0, 3 - top);
  return outsideCode(markdown, (line) =>
    withoutHtml(line.replace(/^(#{1,6}) /, (_whole, hashes: string) => `${'#'.repeat(Math.min(6, hashes.length + levels))} `)),
  );
}

/** Title, outline and lessons as one document. */
export function courseMarkdown(title: string, { outline, lessons }: CourseResult, words: FileWords): string {
  const plan = (outline?.sections ?? []).map((section, index) => {
    const heading = lessons?.[index]?.title ?? section.title;
    return `${index + 1}. **${heading}**${section.summary ? `\n   ${section.summary.replace(/\s*\n\s*/g, ' ')}` : ''}`;
  });
  const written = (lessons ?? []).flatMap((lesson, index) => (lesson ? [`## ${index + 1}. ${lesson.title}\n\n${demote(lesson.markdown.trim())}`] : []));
  const parts = [`# ${title}`, ...(plan.length > 0 ? [`## ${words.outline}`, plan.join('\n')] : []), ...written];
  return parts.join('\n\n') + '\n';
}
