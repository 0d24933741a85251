import {
  Math as WordFormula,
  MathFraction,
  MathIntegral,
  MathLimitLower,
  MathLimitUpper,
  MathRadical,
  MathRun,
  MathSubScript,
  MathSubSuperScript,
  MathSum,
  MathSuperScript,
} from 'docx';
import katex from 'katex';
import { xmlSafe } from './plain-text.js';

type Part = ConstructorParameters<typeof WordFormula>[0]['children'][number];

/** Something in a formula that has no counterpart here. */
class NotUnderstood extends Error {}

/** U+2061 to U+2064 say what is meant, and show nothing. */
const INVISIBLE = /[\u2061-\u2064\u200B]/g;
/** Deeper ones would be unreadable, too. */
const MAX_DEPTH = 40;

/**
 * TeX as a formula that Word can edit, or undefined where a part of it has no counterpart: the caller then shows the
 * source. KaTeX reads the TeX and says it in MathML, whose elements are what is translated.
 */
export function wordFormula(tex: string): WordFormula | undefined {
  const host = document.createElement('div');
  try {
    katex.render(tex, host, { output: 'mathml', throwOnError: true, trust: false, strict: 'ignore', maxSize: 20, maxExpand: 500 });
    const root = host.querySelector('semantics > :first-child');
    const children = root ? partsOf(root, 0) : [];
    return children.length === 0 ? undefined : new WordFormula({ children });
  } catch {
    return undefined;
  }
}

/** The elements of a row; the sum or integral that one of them begins takes the rest as what it is over. */
function row(nodes: readonly ChildNode[], depth: number): Part[] {
  const parts: Part[] = [];
  for (const [index, element] of nodes.entries()) {
    if (!(element instanceof Element)) {
      // A space of a given width.
      parts.push(...textOf(element.textContent ?? ''));
      continue;
    }
    const sign = element.children[0]?.textContent ?? '';
    if (/^m(?:sub|sup|under|over)/.test(element.localName) && (sign === '∑' || sign === '∫')) {
      const [lower, upper] = limitsOf(element, depth);
      const options = { children: row(nodes.slice(index + 1), depth), ...(lower ? { subScript: lower } : {}), ...(upper ? { superScript: upper } : {}) };
      return [...parts, sign === '∑' ? new MathSum(options) : new MathIntegral(options)];
    }
    parts.push(...partsOf(element, depth));
  }
  return parts;
}

function textOf(text: string): Part[] {
  const shown = xmlSafe(text).replace(INVISIBLE, '');
  return shown === '' ? [] : [new MathRun(shown)];
}

function limitsOf(element: Element, depth: number): [Part[] | undefined, Part[] | undefined] {
  const [, first, second] = [...element.children].map((child) => partsOf(child, depth + 1));
  return element.localName === 'msup' || element.localName === 'mover' ? [undefined, first] : [first, second];
}

function partsOf(element: Element, depth: number): Part[] {
  if (depth > MAX_DEPTH) throw new NotUnderstood();
  const children = [...element.children];
  const part = (index: number): Part[] => {
    const child = children[index];
    if (!child) throw new NotUnderstood();
    return partsOf(child, depth + 1);
  };
  switch (element.localName) {
    case 'mrow':
    case 'mstyle':
    case 'mpadded':
      return row([...element.childNodes], depth + 1);
    case 'mi':
    case 'mn':
    case 'mo':
    case 'mtext':
      return textOf(element.textContent);
    case 'mspace':
      return [new MathRun('\u2009')];
    case 'mfrac':
      // A fraction without its line is a binomial.
      if (element.getAttribute('linethickness')?.startsWith('0')) throw new NotUnderstood();
      return [new MathFraction({ numerator: part(0), denominator: part(1) })];
    case 'msqrt':
      return [new MathRadical({ children: row([...element.childNodes], depth + 1) })];
    case 'mroot':
      return [new MathRadical({ children: part(0), degree: part(1) })];
    case 'msup':
      return [new MathSuperScript({ children: part(0), superScript: part(1) })];
    case 'msub':
      return [new MathSubScript({ children: part(0), subScript: part(1) })];
    case 'msubsup':
      return [new MathSubSuperScript({ children: part(0), subScript: part(1), superScript: part(2) })];
    case 'munder':
      return [new MathLimitLower({ children: part(0), limit: part(1) })];
    case 'mover':
      return [new MathLimitUpper({ children: part(0), limit: part(1) })];
    case 'munderover':
      return [new MathLimitUpper({ children: [new MathLimitLower({ children: part(0), limit: part(1) })], limit: part(2) })];
    default:
      throw new NotUnderstood();
  }
}
