import type { CourseResult } from '../../jobs/job.js';
import type { FileWords } from './course-formats.js';

/** Headings of a lesson go below the lesson's own; what only looks like one in a code block stays. */
function demote(markdown: string, levels: number): string {
  let fence = '';
  return markdown
    .split('\n')
    .map((line) => {
      const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
      if (fence === '') fence = mark;
      else if (mark.startsWith(fence)) fence = '';
      return fence === '' ? line.replace(/^(#{1,6}) /, (_whole, hashes: string) => `${'#'.repeat(Math.min(6, hashes.length + levels))} `) : line;
    })
    .join('\n');
}

/** Title, outline and lessons as one document. */
export function courseMarkdown(title: string, { outline, lessons }: CourseResult, words: FileWords): string {
  const plan = (outline?.sections ?? []).map((section, index) => {
    const heading = lessons?.[index]?.title ?? section.title;
    return `${index + 1}. **${heading}**${section.summary ? `\n   ${section.summary.replace(/\s*\n\s*/g, ' ')}` : ''}`;
  });
  const written = (lessons ?? []).flatMap((lesson, index) => (lesson ? [`## ${index + 1}. ${lesson.title}\n\n${demote(lesson.markdown.trim(), 1)}`] : []));
  const parts = [`# ${title}`, ...(plan.length > 0 ? [`## ${words.outline}`, plan.join('\n')] : []), ...written];
  return parts.join('\n\n') + '\n';
}
