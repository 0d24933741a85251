import katex from 'katex';
import { readFormula } from './math-syntax.js';

const STYLESHEET = 'math.css';

/** The style sheet with the fonts of formulas, once for the page. */
function addStyles(): void {
  if (document.querySelector(`link[href="${STYLESHEET}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = STYLESHEET;
  document.head.append(link);
}

/**
 * Draws the formulas of an element in the place of their source, which stays where it can't be understood. KaTeX builds
 * elements, no markup; commands that reach out of the formula (`\href`, `\includegraphics`, `\htmlData`) are off.
 */
export function drawFormulas(element: HTMLElement): void {
  const places = element.querySelectorAll<HTMLElement>('.math:not(.drawn)');
  if (places.length > 0) addStyles();
  for (const place of places) {
    const { text, display } = readFormula(place.textContent);
    const drawn = document.createElement('span');
    try {
      katex.render(text, drawn, { displayMode: display, throwOnError: true, trust: false, strict: 'ignore', maxSize: 20, maxExpand: 500 });
    } catch {
      place.classList.add('drawn', 'not-understood');
      continue;
    }
    place.classList.add('drawn');
    place.replaceChildren(...drawn.childNodes);
    // Wide formulas scroll sideways, by the keyboard too.
    if (display) place.tabIndex = 0;
  }
}
