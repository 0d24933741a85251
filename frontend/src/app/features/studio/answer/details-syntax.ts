import type { TokenizerAndRendererExtension, Tokens, Token } from 'marked';

/** What opens on a click: the one block of HTML that models write for its effect. */
export interface DetailsToken extends Tokens.Generic {
  type: 'details';
  summary: Token[];
  tokens: Token[];
  open: boolean;
}

const START = /^ {0,3}<details( open(?:="(?:open)?")?)?>\s*(?:<summary>([^\n]{0,500}?)<\/summary>)?[ \t]*\n?/i;
const EDGE = /<(\/?)details(?: open(?:="(?:open)?")?)?>/gi;

/** Deeper ones are text: each level is read by a call of its own. */
const MAX_DEPTH = 8;

/** Where the block that begins before `from` ends: at its own closing tag, or, while it is still being written, with the text. */
function endOf(source: string, from: number): { content: number; block: number } | undefined {
  EDGE.lastIndex = from;
  for (let depth = 1, edge = EDGE.exec(source); edge; edge = EDGE.exec(source)) {
    depth += edge[1] ? -1 : 1;
    if (depth > MAX_DEPTH) return undefined;
    if (depth === 0) return { content: edge.index, block: EDGE.lastIndex };
  }
  return { content: source.length, block: source.length };
}

/** `<details>` and its `<summary>`, at the start of a line and without any attribute but `open`. */
export const detailsSyntax: TokenizerAndRendererExtension = {
  name: 'details',
  level: 'block',
  childTokens: ['summary', 'tokens'],
  start: (source) => {
    const at = source.search(/\n {0,3}<details[ >]/i);
    return at < 0 ? undefined : at + 1;
  },
  tokenizer(source) {
    const [start, open, summary = ''] = START.exec(source) ?? [];
    if (start === undefined) return undefined;
    const end = endOf(source, start.length);
    if (!end) return undefined;
    const { content, block } = end;
    const rest = /^[ \t]*\n*/.exec(source.slice(block))?.[0] ?? '';
    return {
      type: 'details',
      raw: source.slice(0, block) + rest,
      open: open !== undefined,
      summary: this.lexer.inline(summary.replace(/<\/?(?:b|strong|i|em)>/gi, '').trim()),
      tokens: this.lexer.blockTokens(source.slice(start.length, content).replace(/^\n+/, ''), []),
    };
  },
  renderer(block) {
    const { summary, open, tokens } = block as DetailsToken;
    const title = summary.length > 0 ? `<summary>${this.parser.parseInline(summary)}</summary>` : '';
    return `<details${open ? ' open' : ''}>${title}${this.parser.parse(tokens)}</details>`;
  },
};
