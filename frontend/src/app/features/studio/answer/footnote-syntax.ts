import type { Token, TokenizerAndRendererExtension, Tokens } from 'marked';
import { escapeHtml } from './escape-html.js';

/** `[^label]` in a text. Without a number where there is no such note: then it is text. */
export interface FootnoteReference extends Tokens.Generic {
  type: 'footnoteReference';
  label: string;
  number?: number;
}

/** `[^label]: words`, wherever it stands. */
export interface Footnote extends Tokens.Generic {
  type: 'footnote';
  label: string;
  tokens: Token[];
}

const DEFINITION = /^\[\^([^\]\s]{1,40})\]:[ \t]*([^\n]*(?:\n(?![ \t]*\n|\[\^| {0,3}(?:#{1,6} |[-*+>] |```|\d+[.)] ))[^\n]+)*)(?:\n+|$)/;
const REFERENCE = /^\[\^([^\]\s]{1,40})\](?!:)/;

export const footnoteSyntax: TokenizerAndRendererExtension[] = [
  {
    name: 'footnote',
    level: 'block',
    start: (source) => {
      const at = source.search(/\n\[\^[^\]\s]{1,40}\]:/);
      return at < 0 ? undefined : at + 1;
    },
    tokenizer(source) {
      const [raw, label, words] = DEFINITION.exec(source) ?? [];
      if (raw === undefined || label === undefined) return undefined;
      return { type: 'footnote', raw, label, tokens: this.lexer.inline(words?.replace(/\n[ \t]+/g, '\n') ?? '') };
    },
    renderer(note) {
      return `<p>${this.parser.parseInline(note.tokens ?? [])}</p>`;
    },
  },
  {
    name: 'footnoteReference',
    level: 'inline',
    start: (source) => {
      const at = source.indexOf('[^');
      return at < 0 ? undefined : at;
    },
    tokenizer(source) {
      const [raw, label] = REFERENCE.exec(source) ?? [];
      return raw === undefined ? undefined : { type: 'footnoteReference', raw, label };
    },
    renderer(reference) {
      const { number, raw } = reference as FootnoteReference;
      return number === undefined ? escapeHtml(raw) : `<sup>${number}</sup>`;
    },
  },
];
