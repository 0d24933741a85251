/** Line numbers, from 1, of the values of a JSON text by their JSON pointer (RFC 6901). */
export type JsonLines = ReadonlyMap<string, number>;

/** A catalog is less deep; below it the enclosing value's line must do. */
const MAX_DEPTH = 10;

/**
 * Finds the line on which each value of a JSON text begins. The text must be valid JSON; it is scanned
 * without recursion, so that nesting can't exhaust the stack.
 */
export function jsonLines(text: string): JsonLines {
  const lines = new Map<string, number>();
  const path: (string | number)[] = [];
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|\n|[^\s{}[\],:"]+/g;
  let line = 1;
  let key: string | undefined;
  const begin = (): void => {
    if (path.length > MAX_DEPTH) return;
    const pointer = toPointer(path);
    if (!lines.has(pointer)) lines.set(pointer, line);
  };
  for (const [part] of text.matchAll(token)) {
    const innermost = path.at(-1);
    if (part === '\n') line += 1;
    else if (part === '{') {
      begin();
      path.push('');
      key = undefined;
    } else if (part === '[') {
      begin();
      path.push(0);
    } else if (part === '}' || part === ']') path.pop();
    else if (part === ',') {
      if (typeof innermost === 'number') path[path.length - 1] = innermost + 1;
      key = undefined;
    } else if (part === ':') path[path.length - 1] = key ?? '';
    else if (typeof innermost === 'string' && key === undefined) key = JSON.parse(part) as string;
    else begin();
  }
  return lines;
}

/** The line of a value, or of its nearest ancestor that exists. */
export function lineOf(lines: JsonLines, pointer: string): number {
  for (let current = pointer; ; current = current.slice(0, current.lastIndexOf('/'))) {
    const line = lines.get(current);
    if (line !== undefined) return line;
    if (current === '') return 1;
  }
}

function toPointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
