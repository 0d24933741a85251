import DOMPurify from 'dompurify';
import { modelMarkdown } from './model-markdown.js';

/** Text, lists, tables and code. No images (they would call out), no styles, no forms, no embedded pages. */
const ALLOWED_TAGS = [
  ...['p', 'br', 'hr', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'pre', 'code'],
  ...['strong', 'em', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'sup', 'sub'],
];
const ALLOWED_ATTR = ['href', 'start', 'align', 'target', 'rel'];

const purifier = DOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/**
 * A model's markdown as HTML that may be shown. Model output is untrusted: everything not allowed here goes.
 * Where the browser has Trusted Types the result is one, made by the policy `dompurify`.
 */
export function safeMarkdown(markdown: string): TrustedHTML {
  const html = modelMarkdown.parse(markdown) as string;
  return purifier.sanitize(html, {
    ALLOWED_TAGS,
    ALLOWED_ATTR,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_TRUSTED_TYPE: true,
  });
}
