import { Marked, type TokenizerThis, type Tokens } from 'marked';

/** The only HTML that models write for its effect where Markdown has nothing; each whole, so that no half of it is left. */
const MEANT_AS_HTML = /^(?:<br ?\/?>|<(su[bp])>[^<>]{1,200}<\/\1>)/i;

/**
 * Markdown as models write it. What looks like HTML is text: they write of `<div>` and `List<String>` without
 * backticks, and those words must be seen.
 */
export const modelMarkdown = new Marked({
  async: false,
  gfm: true,
  breaks: true,
  tokenizer: {
    html: () => undefined,
    tag(this: TokenizerThis, source: string): Tokens.Tag | undefined {
      const raw = MEANT_AS_HTML.exec(source)?.[0];
      if (raw === undefined) return undefined;
      return { type: 'html', raw, text: raw, block: false, inLink: this.lexer.state.inLink, inRawBlock: false };
    },
  },
});
