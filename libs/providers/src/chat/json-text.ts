/** A language's name and the spaces behind it are no longer than this. */
const OPENING = /^\s*```[a-z]{0,32}[ \t]{0,32}\r?\n/i;
const CLOSING = /\r?\n```\s*$/;
/** What can still become an opening with the text that follows; white space before it left out. */
const PART_OF_OPENING = /^(?:`{1,2}|```[a-z]{0,32}[ \t]{0,32}\r?)$/i;

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
  /** Nothing but white space has come. */
  private onlyBlank = true;

  /** What may go out now. */
  push(delta: string): string {
    if (this.state === 'plain') return delta;
    this.held += delta;
    // More white space decides nothing. To look at all of it each time would take a time that grows with its square.
    if (this.isBlank(delta)) return '';
    if (this.state === 'start') {
      if (OPENING.test(this.held)) {
        this.held = this.held.replace(OPENING, '');
        this.state = 'fenced';
      } else if (PART_OF_OPENING.test(this.held.trimStart())) {
        return '';
      } else {
        this.state = 'plain';
        return this.take(this.held.length);
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

  /** White space where what is held is white space, too, or may be a closing fence with what follows it. */
  private isBlank(delta: string): boolean {
    const isBlank = delta.trim() === '';
    this.onlyBlank &&= isBlank;
    return isBlank && (this.onlyBlank || this.state === 'fenced');
  }

  private take(length: number): string {
    const out = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return out;
  }
}
