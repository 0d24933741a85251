/** One event of a stream, its data as text. */
export interface StreamEvent {
  event: string | undefined;
  data: string;
}

/** Longest JSON outside of events that is looked at, in characters: it can only be an error. */
const MAX_BARE_LENGTH = 64 * 1024;

/**
 * Splits a stream into its server-sent events. Unlike parsers that follow the standard to the letter it also gives
 * JSON that stands between events without a `data:` (providers and proxies write errors so), and a last event
 * without its blank line. Reads each character once, however the bytes are cut.
 */
export class StreamEvents {
  /** Takes no byte order mark away: Node's takes two where the first is cut in its middle. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #hasBegun = false;
  #partial: string[] = [];
  #endedInReturn = false;
  #event: string | undefined;
  #data: string[] = [];
  #bare: string[] = [];
  #bareLength = 0;

  /** The events that are whole now. */
  feed(bytes: Uint8Array): StreamEvent[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What is left when the stream has ended. */
  end(): StreamEvent[] {
    return this.#take(`${this.#decoder.decode()}\n\n`);
  }

  #take(decoded: string): StreamEvent[] {
    const text = this.#lineFeedsOf(this.#withoutMark(decoded));
    const events: StreamEvent[] = [];
    let at = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
      this.#partial.push(text.slice(at, end));
      const line = this.#partial.length === 1 ? (this.#partial[0] as string) : this.#partial.join('');
      this.#partial = [];
      at = end + 1;
      if (line === '') this.#dispatch(events);
      else this.#read(line, events);
    }
    if (at < text.length) this.#partial.push(text.slice(at));
    return events;
  }

  /** Without the byte order mark with which a stream may begin. */
  #withoutMark(text: string): string {
    const isMarked = !this.#hasBegun && text.startsWith('\ufeff');
    this.#hasBegun ||= text !== '';
    return isMarked ? text.slice(1) : text;
  }

  /** With one form of line ends: a return at the end of a piece may have its line feed in the next. */
  #lineFeedsOf(text: string): string {
    const rest = this.#endedInReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#endedInReturn = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  #read(line: string, events: StreamEvent[]): void {
    if (line.startsWith('data:')) this.#data.push(valueOf(line, 5));
    else if (line.startsWith('event:')) this.#event = valueOf(line, 6);
    else if (this.#bare.length > 0 || /^\s*[{[]/.test(line)) this.#readBare(line, events);
  }

  #readBare(line: string, events: StreamEvent[]): void {
    this.#bareLength += line.length;
    if (this.#bareLength > MAX_BARE_LENGTH) return;
    this.#bare.push(line);
    if (this.#bare.length === 1 && isJson(line)) this.#dispatch(events);
  }

  #dispatch(events: StreamEvent[]): void {
    if (this.#bare.length > 0) events.push({ event: undefined, data: this.#bare.join('\n') });
    if (this.#data.length > 0) events.push({ event: this.#event, data: this.#data.join('\n') });
    this.#event = undefined;
    this.#data = [];
    this.#bare = [];
    this.#bareLength = 0;
  }
}

function valueOf(line: string, from: number): string {
  return line.slice(line.charCodeAt(from) === 0x20 ? from + 1 : from);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
