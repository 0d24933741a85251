import { AlignmentType, Bookmark, Document, Footer, HeadingLevel, InternalHyperlink, Packer, PageNumber, Paragraph, TextRun } from 'docx';
import type { Lesson } from '#contracts';
import { readModelMarkdown } from '../../../../studio/answer/model-markdown.js';
import type { CourseResult } from '../../../jobs/job.js';
import type { FileWords } from '../course-formats.js';
import { blocks, footnotes } from './blocks.js';
import { runs } from './inline.js';
import { NumberedLists } from './numbered-lists.js';
import { STYLE, documentStyles } from './styles.js';
import { xmlSafe } from './plain-text.js';

/** For the spell checker: Russian when there are more Cyrillic letters than Latin ones. */
function languageOf(text: string): string {
  return (text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0) > (text.match(/\p{Script=Latin}/gu)?.length ?? 0) ? 'ru-RU' : 'en-US';
}

function bookmark(index: number): string {
  return `lesson-${index + 1}`;
}

function outlinePages({ outline, lessons = [] }: CourseResult, words: FileWords): Paragraph[] {
  if (outline === undefined) return [];
  const entries = outline.sections.flatMap(({ title, summary }, index) => {
    const lesson = lessons[index];
    const heading = `${index + 1}. ${lesson?.title ?? title}`;
    const link = lesson ? [new InternalHyperlink({ anchor: bookmark(index), children: runs(heading, { style: STYLE.link, bold: true }) })] : runs(heading, { bold: true });
    return [
      new Paragraph({ children: link, keepNext: true, spacing: { before: 200, after: 40 } }),
      ...(summary.trim() === '' ? [] : [new Paragraph({ children: runs(summary.trim()) })]),
    ];
  });
  return [new Paragraph({ heading: HeadingLevel.HEADING_1, pageBreakBefore: true, children: runs(words.outline) }), ...entries];
}

function lessonPages(lesson: Lesson, index: number, lists: NumberedLists) {
  const { blocks: text, notes } = readModelMarkdown(lesson.markdown);
  const heading = new Bookmark({ id: bookmark(index), children: runs(`${index + 1}. ${lesson.title}`) });
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, pageBreakBefore: true, children: [heading] }),
    ...blocks(text, lists),
    ...footnotes(notes, lists),
  ];
}

/**
 * A course as a Word document (Office Open XML): title page, outline with links to the lessons, each lesson on a page
 * of its own, page numbers.
 */
export async function courseDocument(title: string, result: CourseResult, words: FileWords): Promise<ArrayBuffer> {
  const lists = new NumberedLists();
  const lessons = (result.lessons ?? []).flatMap((lesson, index) => (lesson ? lessonPages(lesson, index, lists) : []));
  const language = languageOf([title, ...(result.lessons ?? []).map((lesson) => lesson?.markdown ?? '')].join(' '));
  const number = new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: [PageNumber.CURRENT] })] });
  const document = new Document({
    title: xmlSafe(title),
    creator: 'BYOK',
    lastModifiedBy: 'BYOK',
    styles: documentStyles(language),
    numbering: lists.options(),
    sections: [
      {
        // A4, in twentieths of a point; the title page has no number.
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1304, bottom: 1304, left: 1418, right: 1304 } }, titlePage: true },
        footers: { default: new Footer({ children: [number] }), first: new Footer({ children: [new Paragraph({})] }) },
        children: [new Paragraph({ heading: HeadingLevel.TITLE, children: runs(title) }), ...outlinePages(result, words), ...lessons],
      },
    ],
  });
  return Packer.toArrayBuffer(document);
}
