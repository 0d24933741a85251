import { Marked, type Token, type TokenizerThis, type Tokens } from 'marked';
import { detailsSyntax } from './details-syntax.js';
import { footnoteSyntax, type Footnote, type FootnoteReference } from './footnote-syntax.js';
import { mathSyntax, maskMath } from './math-syntax.js';

/** The only HTML inside a line that models write for its effect; each whole, so that no half of it is left. */
const MEANT_AS_HTML = /^(?:<br ?\/?>|<(su[bp])>[^<>]{1,200}<\/\1>)/i;

/**
 * Markdown as models write it: with formulas, footnotes and `<details>`. What else looks like HTML is text: they write
 * of `<div>` and `List<String>` without backticks, and those words must be seen.
 */
export const modelMarkdown = new Marked({
  async: false,
  gfm: true,
  breaks: true,
  extensions: [...mathSyntax, ...footnoteSyntax, detailsSyntax],
  tokenizer: {
    html: () => undefined,
    tag(this: TokenizerThis, source: string): Tokens.Tag | undefined {
      const raw = MEANT_AS_HTML.exec(source)?.[0];
      if (raw === undefined) return undefined;
      return { type: 'html', raw, text: raw, block: false, inLink: this.lexer.state.inLink, inRawBlock: false };
    },
  },
  hooks: { emStrongMask: maskMath },
});

/** A text in its blocks, and the notes at its foot in the order of their numbers. */
export interface ModelDocument {
  blocks: Token[];
  notes: Footnote[];
}

/** Reads a text of a model. Notes stand at its end, wherever they were written; those that nothing refers to come last. */
export function readModelMarkdown(markdown: string): ModelDocument {
  const tokens = modelMarkdown.lexer(markdown);
  const written = tokens.filter((token): token is Footnote => token.type === 'footnote');
  if (written.length === 0) return { blocks: tokens, notes: [] };
  const notes: Footnote[] = [];
  const number = (label: string): number | undefined => {
    const note = written.find((one) => one.label === label);
    if (!note) return undefined;
    if (!notes.includes(note)) notes.push(note);
    return notes.indexOf(note) + 1;
  };
  const blocks = tokens.filter((token) => token.type !== 'footnote');
  modelMarkdown.walkTokens(blocks, (token) => {
    const reference = token as FootnoteReference;
    if (token.type === 'footnoteReference') reference.number = number(reference.label);
  });
  return { blocks, notes: [...notes, ...written.filter((note) => !notes.includes(note))] };
}
