import DOMPurify, { type Config } from 'dompurify';
import type { Tokens } from 'marked';
import { modelMarkdown, readModelMarkdown } from './model-markdown.js';

/** Text, lists, tables, code and what opens on a click. No images (they would call out), no styles, no forms, no embedded pages. */
const ALLOWED_TAGS = [
  ...['p', 'br', 'hr', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'pre', 'code'],
  ...['strong', 'em', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'sup', 'sub', 'details', 'summary', 'span'],
];
const ALLOWED_ATTR = ['href', 'start', 'align', 'target', 'rel', 'open', 'class'];
/** The classes that our own renderers give; any other could dress a model's words up as a part of the page. */
const OUR_CLASSES = /^(?:language-[\w+#.-]{1,30}|math(?: math-display)?|task|footnotes)$/;
/** The classes that the colours of code are given by. */
const COLOUR_CLASSES = /^(?:hljs-|language-)[\w -]{1,60}$/;

const CONFIG = {
  ALLOWED_TAGS,
  ALLOWED_ATTR,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  // Their values are no addresses.
  ADD_URI_SAFE_ATTR: ['align', 'start', 'open'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_TRUSTED_TYPE: true,
} satisfies Config;

// One for the page: the policy allows its Trusted Types policy to be made once.
const purifier = DOMPurify(window);
let classes = OUR_CLASSES;
purifier.addHook('uponSanitizeAttribute', (_node, attribute) => {
  if (attribute.attrName === 'class' && !classes.test(attribute.attrValue)) attribute.keepAttr = false;
});
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

// A control that can't be used would say less, and forms are not allowed.
modelMarkdown.use({
  renderer: { checkbox: ({ checked }: Tokens.Checkbox) => `<span class="task">${checked ? '☑' : '☐'}</span> ` },
});

/**
 * A model's text as the markup of its blocks, not yet fit to be shown. It has no attribute but those that our renderers
 * write, so that no handler of an event ever reaches a parser, which would report each to the content security policy.
 */
export function markdownBlocks(markdown: string): string[] {
  const { blocks, notes } = readModelMarkdown(markdown);
  // One by one: a block that has not changed is left as it is on the page.
  const shown = blocks.map((token) => modelMarkdown.parser([token])).filter((markup) => markup !== '');
  const items = notes.map(({ tokens }) => `<li>${modelMarkdown.Parser.parseInline(tokens, modelMarkdown.defaults)}</li>`);
  return items.length === 0 ? shown : [...shown, `<hr><ol class="footnotes">${items.join('')}</ol>`];
}

/**
 * Markup that may be shown. Model output is untrusted: everything not allowed here goes.
 * Where the browser has Trusted Types the result is one, made by the policy `dompurify`.
 */
export function safeMarkup(markup: string): TrustedHTML {
  return purifier.sanitize(markup, CONFIG);
}

/** Code whose words a highlighter has put into spans, fit to be shown: nothing but the spans and their colours' names. */
export function safeColours(markup: string): TrustedHTML {
  classes = COLOUR_CLASSES;
  try {
    return purifier.sanitize(markup, { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, RETURN_TRUSTED_TYPE: true });
  } finally {
    classes = OUR_CLASSES;
  }
}

/** A model's markdown as markup that may be shown. */
export function safeMarkdown(markdown: string): TrustedHTML {
  return safeMarkup(markdownBlocks(markdown).join(''));
}
