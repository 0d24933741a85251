import type { TokenizerAndRendererExtension, Tokens } from 'marked';
import { escapeHtml } from './escape-html.js';

/** A formula. `text` is TeX without its delimiters. */
export interface MathToken extends Tokens.Generic {
  type: 'math';
  text: string;
  /** On lines of its own, in the large style. */
  display: boolean;
}

/** Longer ones are text: nobody reads them, and drawing one takes time. */
const MAX_LENGTH = 4_000;

const ENVIRONMENTS = 'equation|align|gather|multline|eqnarray|alignat|cases|matrix|[pbvBV]matrix|array|CD';
/** Up to an empty line, which no formula has, or to where another one begins. */
const BODY = String.raw`((?:(?!\n[ \t]*\n|(?<!\\)\\[(\[])[\s\S]){1,${MAX_LENGTH}}?)`;
const DISPLAYED = new RegExp(
  String.raw`^ {0,3}(?:\$\$${BODY}\$\$|\\\[${BODY}\\\]|(\\begin\{(${ENVIRONMENTS})\*?\}${BODY}\\end\{\4\*?\}))[ \t]*(?:\n+|$)`,
);
const BLOCK_START = new RegExp(String.raw`\n {0,3}(?=\$\$|\\\[|\\begin\{(?:${ENVIRONMENTS})\*?\})`);
const INLINE_DISPLAYED = new RegExp(String.raw`^(?:\$\$${BODY}\$\$|\\\[${BODY}\\\])`);
const PARENTHESISED = new RegExp(String.raw`^\\\(${BODY}\\\)`);
/** No blank inside the signs, and neither letter nor digit behind them: `$5 and $6` are prices. */
const DOLLARS = new RegExp(String.raw`^\$(?![\s$])((?:\\[\s\S]|[^\\$\n]){1,${MAX_LENGTH}}?)(?<!\s)\$(?![\p{L}\p{N}$])`, 'u');
/** Words between two sums of money, and Russian ones at that, are no formula. */
const IS_PROSE = /^(?!.*[\\^_=+*/<>{}|]).*\s|^[^\\]*\p{Script=Cyrillic}/su;

function token(raw: string, text: string, display: boolean): MathToken {
  return { type: 'math', raw, text: text.trim(), display };
}

/** The source as it was written, until it is drawn as a formula. */
function render(formula: Tokens.Generic): string {
  const { raw, display } = formula as MathToken;
  const source = escapeHtml(raw.trim());
  return display ? `<span class="math math-display">${source}</span>` : `<span class="math">${source}</span>`;
}

function inlineMath(source: string): MathToken | undefined {
  const displayed = INLINE_DISPLAYED.exec(source);
  if (displayed) return token(displayed[0], displayed[1] ?? displayed[2] ?? '', true);
  const parenthesised = PARENTHESISED.exec(source);
  if (parenthesised) return token(parenthesised[0], parenthesised[1] ?? '', false);
  const dollars = DOLLARS.exec(source);
  return dollars?.[1] && !IS_PROSE.test(dollars[1]) ? token(dollars[0], dollars[1], false) : undefined;
}

/** TeX in `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and environments, out of the reach of Markdown's own escapes. */
export const mathSyntax: TokenizerAndRendererExtension[] = [
  {
    name: 'math',
    level: 'block',
    start: (source) => {
      const found = BLOCK_START.exec(source);
      return found ? found.index + 1 : undefined;
    },
    tokenizer(source) {
      const found = DISPLAYED.exec(source);
      return found ? token(found[0], found[1] ?? found[2] ?? found[3] ?? '', true) : undefined;
    },
    renderer: render,
  },
  {
    name: 'math',
    level: 'inline',
    start: (source) => {
      const at = source.search(/\$|\\[([]/);
      return at < 0 ? undefined : at;
    },
    tokenizer: inlineMath,
    renderer: render,
  },
];

/** The TeX and the style of a formula as it was written. */
export function readFormula(raw: string): Pick<MathToken, 'text' | 'display'> {
  const [, ...parts] = DISPLAYED.exec(raw) ?? INLINE_DISPLAYED.exec(raw) ?? [];
  const displayed = parts[0] ?? parts[1] ?? parts[2];
  return displayed === undefined ? { text: inlineMath(raw)?.text ?? raw, display: false } : { text: displayed.trim(), display: true };
}

/** Hides formulas from the search for emphasis, which takes `*` and `_` in them for its own. Keeps the length. */
export function maskMath(source: string): string {
  let masked = '';
  for (let at = 0; at < source.length; ) {
    const formula = source[at] === '$' || source[at] === '\\' ? inlineMath(source.slice(at)) : undefined;
    // A masked escape must stay one, or the next sign would count.
    const step = formula?.raw.length ?? (source[at] === '\\' ? 2 : 1);
    masked += formula ? 'a'.repeat(step) : source.slice(at, at + step);
    at += step;
  }
  return masked;
}
