import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { safeColours } from './safe-markdown.js';

const LANGUAGES = { bash, css, javascript, json, python, sql, typescript, xml };
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** Longer code is shown plain: colouring it would hold up the page. */
const MAX_LENGTH = 50_000;

/** Colours the words of code in a language that is known here. Nothing else about the text changes. */
export function colourCode(code: HTMLElement, language: string): void {
  const text = code.textContent;
  if (text.length > MAX_LENGTH || hljs.getLanguage(language) === undefined) return;
  const { value } = hljs.highlight(text, { language, ignoreIllegals: true });
  code.innerHTML = safeColours(value) as unknown as string;
}
