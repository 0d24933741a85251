import { ExternalHyperlink, TextRun, type IRunOptions, type ParagraphChild } from 'docx';
import type { Token, Tokens } from 'marked';
import { wordFormula } from './formula.js';
import { decodeEntities, xmlSafe } from './plain-text.js';
import { STYLE } from './styles.js';

type Marks = Pick<IRunOptions, 'bold' | 'italics' | 'strike' | 'style' | 'superScript' | 'subScript'>;

/** Only addresses that may be opened from the page may be opened from the document. */
const SAFE_LINK = /^(?:https?:|mailto:)/i;

/** Text as runs, one for each of its lines. */
export function runs(text: string, marks: Marks = {}): TextRun[] {
  return xmlSafe(text)
    .split('\n')
    .map((line, index) => new TextRun({ ...marks, text: line, ...(index > 0 ? { break: 1 } : {}) }));
}

/** The phrases of a paragraph: bold, italic, struck, code and links, in each other. Images leave only their text. */
export function inline(tokens: readonly Token[], marks: Marks = {}): ParagraphChild[] {
  return tokens.flatMap((token): ParagraphChild[] => {
    switch (token.type) {
      case 'strong':
        return inline(token.tokens ?? [], { ...marks, bold: true });
      case 'em':
        return inline(token.tokens ?? [], { ...marks, italics: true });
      case 'del':
        return inline(token.tokens ?? [], { ...marks, strike: true });
      case 'link':
        return link(token as Tokens.Link, marks);
      case 'codespan':
        return runs((token as Tokens.Codespan).text, { ...marks, style: STYLE.codeText });
      case 'br':
        return runs('\n', marks);
      case 'checkbox':
        return runs((token as Tokens.Checkbox).checked ? '☑ ' : '☐ ', marks);
      case 'html':
        return html(token.raw, marks);
      case 'math': {
        const formula = wordFormula((token as Tokens.Generic)['text'] as string);
        // Not understood: the source, as it was written.
        return formula ? [formula] : runs(token.raw.trim(), { ...marks, style: STYLE.codeText });
      }
      case 'footnoteReference': {
        const number = (token as Tokens.Generic)['number'] as number | undefined;
        return number === undefined ? runs(token.raw, marks) : runs(String(number), { ...marks, superScript: true });
      }
      default: {
        const { tokens: inner } = token as Tokens.Generic;
        if (token.type !== 'image' && inner) return inline(inner, marks);
        return 'text' in token && typeof token.text === 'string' ? runs(decodeEntities(token.text), marks) : [];
      }
    }
  });
}

function link({ href, tokens }: Tokens.Link, marks: Marks): ParagraphChild[] {
  if (!SAFE_LINK.test(href)) return inline(tokens, marks);
  return [new ExternalHyperlink({ link: xmlSafe(href), children: inline(tokens, { ...marks, style: STYLE.link }) })];
}

/** What `modelMarkdown` lets through as HTML: a line break, or raised or lowered text. */
function html(raw: string, marks: Marks): ParagraphChild[] {
  const [, name, text] = /^<(su[bp])>([^<]*)/i.exec(raw) ?? [];
  if (name === undefined) return runs('\n', marks);
  return runs(decodeEntities(text ?? ''), { ...marks, ...(name.toLowerCase() === 'sup' ? { superScript: true } : { subScript: true }) });
}
