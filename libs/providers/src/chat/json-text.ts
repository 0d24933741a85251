const OPENING = /^\s*```[a-z]*[ \t]*\r?\n/i;
const CLOSING = /\r?\n```\s*$/;

/** The text without the Markdown fence around all of it; unchanged when there is none. */
export function withoutFences(text: string): string {
  return OPENING.test(text) ? text.replace(OPENING, '').replace(CLOSING, '') : text;
}

/** Where white space at the end begins, a fence or the beginning of one before it included. Linear: a model may write white space for ever. */
function startOfClosing(text: string): number {
  const trimmed = text.trimEnd();
  let start = trimmed.length;
  while (trimmed.length - start < 3 && trimmed[start - 1] === '`') start -= 1;
  if (start < trimmed.length && trimmed[start - 1] === '\n') start -= 1;
  if (start < trimmed.length && trimmed[start - 1] === '\r') start -= 1;
  return start;
}

/** Takes a fence off a stream of text: holds back only what may still turn out to be one. */
export class FenceFilter {
  private held = '';
  private state: 'start' | 'plain' | 'fenced' = 'start';

  /** What may go out now. */
  push(delta: string): string {
    if (this.state === 'plain') return delta;
    this.held += delta;
    if (this.state === 'start') {
      const begin = this.held.trimStart();
      if (OPENING.test(this.held)) {
        this.held = this.held.replace(OPENING, '');
        this.state = 'fenced';
      } else if (begin !== '' && !'```'.startsWith(begin.slice(0, 3))) {
        this.state = 'plain';
        return this.take(this.held.length);
      } else {
        return '';
      }
    }
    return this.take(startOfClosing(this.held));
  }

  /** What is left when the text has ended. */
  end(): string {
    const rest = this.state === 'fenced' ? this.held.replace(CLOSING, '') : withoutFences(this.held);
    this.held = '';
    return rest;
  }

  private take(length: number): string {
    const out = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return out;
  }
}
