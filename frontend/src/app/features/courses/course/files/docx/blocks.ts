import { BorderStyle, HeadingLevel, Paragraph, Table, TableCell, TableRow, WidthType, type IParagraphOptions } from 'docx';
import type { Token, Tokens } from 'marked';
import type { DetailsToken } from '../../../../studio/answer/details-syntax.js';
import type { Footnote } from '../../../../studio/answer/footnote-syntax.js';
import { inline, runs } from './inline.js';
import { MAX_LEVEL, LIST_INDENT, type ListPlace, type NumberedLists } from './numbered-lists.js';
import { STYLE } from './styles.js';

type Block = Paragraph | Table;
type Frame = Pick<IParagraphOptions, 'style' | 'indent' | 'numbering' | 'bullet' | 'spacing'>;

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
];
const LINE = { style: BorderStyle.SINGLE, size: 4, color: 'C5C8BD' };

/** Markdown's blocks as paragraphs and tables. Headings begin at level 2: level 1 is the lesson's own. */
export function blocks(tokens: readonly Token[], lists: NumberedLists, frame: Frame = {}): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'space':
      case 'def':
        return [];
      case 'heading': {
        const { depth, tokens: words } = token as Tokens.Heading;
        return [new Paragraph({ heading: HEADINGS[Math.max(2, depth) - 1] ?? HeadingLevel.HEADING_6, children: inline(words) })];
      }
      case 'code':
        return [new Paragraph({ ...frame, style: STYLE.code, children: runs((token as Tokens.Code).text) })];
      case 'blockquote':
        return blocks(token.tokens ?? [], lists, { ...frame, style: STYLE.quote });
      case 'list':
        return list(token as Tokens.List, lists, 0);
      case 'table':
        return [table(token as Tokens.Table), new Paragraph({})];
      case 'math':
        return [new Paragraph({ ...frame, alignment: 'center', children: inline([token]) })];
      case 'details': {
        const { summary, tokens: content } = token as DetailsToken;
        const title = summary.length > 0 ? [new Paragraph({ ...frame, keepNext: true, children: inline(summary, { bold: true }) })] : [];
        return [...title, ...blocks(content, lists, frame)];
      }
      case 'hr':
        return [new Paragraph({ border: { bottom: { ...LINE, space: 1 } } })];
      default:
        return [new Paragraph({ ...frame, children: inline((token as Tokens.Generic).tokens ?? [token]) })];
    }
  });
}

/** The notes of a text, numbered as its references are. */
export function footnotes(notes: readonly Footnote[], lists: NumberedLists): Block[] {
  if (notes.length === 0) return [];
  const place = lists.begin(1, 0);
  const line = new Paragraph({ border: { bottom: { ...LINE, space: 1 } } });
  return [line, ...notes.map(({ tokens }) => new Paragraph({ numbering: place, spacing: { after: 80 }, children: inline(tokens) }))];
}

function list({ ordered, start, items }: Tokens.List, lists: NumberedLists, depth: number): Block[] {
  const level = Math.min(depth, MAX_LEVEL);
  const place: ListPlace | undefined = ordered ? lists.begin(start === '' ? 1 : start, level) : undefined;
  const left = LIST_INDENT * (level + 1);
  const spacing = { after: 80 };
  const frame: Frame = place ? { numbering: place, spacing } : { bullet: { level }, indent: { left, hanging: LIST_INDENT }, spacing };
  const continued: Frame = { indent: { left } };
  return items.flatMap(({ tokens }) => {
    const parts = tokens.filter(({ type }) => type !== 'space');
    // Only an item's first paragraph has the number; what follows is indented like it.
    const end = parts.findIndex(({ type }) => type !== 'checkbox' && type !== 'text' && type !== 'paragraph');
    const words = parts.slice(0, end < 0 ? parts.length : end);
    const lead = words.findLastIndex(({ type }) => type === 'checkbox') + 1;
    const first = words.slice(0, lead + 1);
    const head = new Paragraph({ ...frame, children: inline(first) });
    return [head, ...parts.slice(first.length).flatMap((token) => (token.type === 'list' ? list(token as Tokens.List, lists, depth + 1) : blocks([token], lists, continued)))];
  });
}

function table({ header, rows, align }: Tokens.Table): Table {
  const cell = ({ tokens }: Tokens.TableCell, column: number, bold: boolean): TableCell =>
    new TableCell({
      ...(bold ? { shading: { type: 'clear', fill: 'F1EDE5', color: 'auto' } } : {}),
      children: [new Paragraph({ alignment: align[column] ?? 'left', spacing: { after: 0 }, children: inline(tokens, bold ? { bold } : {}) })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    margins: { top: 60, bottom: 60, left: 110, right: 110 },
    borders: { top: LINE, bottom: LINE, left: LINE, right: LINE, insideHorizontal: LINE, insideVertical: LINE },
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: header.map((entry, column) => cell(entry, column, true)) }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: row.map((entry, column) => cell(entry, column, false)) })),
    ],
  });
}
