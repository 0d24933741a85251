import { WATCHED_NAMES } from './json-scan.thread.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
/** For each further spelling of a watched field: the first. */
const FIRST_SPELLINGS = new Map(WATCHED_NAMES.flatMap(([first = '', ...further]) => further.map((name) => [name, first] as const)));

/**
 * Whether an object in the text, at any depth, can have a name twice, or a watched field in two spellings. Seldom true
 * where none has; never false where one has. Costs a quarter of what parsing does.
 * @param text valid JSON
 * @param value what it was parsed to, which has each name once
 */
export function mayRepeatNames(text: string, value: object): boolean {
  return countNames(text) !== countMembers(value);
}

/** Colons behind a quote that no backslash escapes: the ends of names, and texts that begin with a colon. */
function countNames(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    let quote = colon - 1;
    while (isSpace(text.charCodeAt(quote))) quote -= 1;
    if (text.charCodeAt(quote) !== QUOTE) continue;
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) count += 1;
  }
  return count;
}

/** Undefined when one field stands there in two spellings. Not recursive: a body may nest deep. */
function countMembers(value: object): number | undefined {
  const pending: object[] = [value];
  let count = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next)) {
      for (const element of next as unknown[]) if (isObject(element)) pending.push(element);
      continue;
    }
    const members = next as Record<string, unknown>;
    for (const name in members) {
      count += 1;
      const first = FIRST_SPELLINGS.get(name);
      if (first !== undefined && Object.hasOwn(members, first)) return undefined;
      const inner = members[name];
      if (isObject(inner)) pending.push(inner);
    }
  }
  return count;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
