import type { ProviderFailure } from '#providers';
import { redactText } from '#redaction';

const ERROR = Buffer.from('error');
const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);
/** An error whose line is longer passes on as it is, in bytes. */
const LONGEST_BYTES = 64 * 1024;
/** How the lines of an error begin; of any other form it is seen when its line comes whole. */
const BEGINNINGS = ['event: error', 'event:error', 'data: {"error"', 'data:{"error"', 'data: {"type":"error"', 'data:{"type":"error"', '{"error"', '{"type":"error"'].map((text) => Buffer.from(text));

type Fields = Record<string, unknown>;

/** A provider's error event in our terms; undefined when it is none. */
export type ClassifyEvent = (event: string) => ProviderFailure | undefined;

/**
 * Puts our code into the error events of a stream in OpenAI's format, in whatever form a provider writes them, and
 * leaves every other byte alone: a chunk without an error costs one search. An error that stands between the events
 * as bare JSON becomes an event, since no client would see it. Of a line that may become an error, what came is held
 * back until its end.
 */
export class ErrorEvents {
  #held = NOTHING;
  #atLineStart = true;
  /** The event of which lines come now is named `error`. */
  #isErrorEvent = false;

  constructor(private readonly classify: ClassifyEvent) {}

  /** What may go out now; may be empty. */
  take(chunk: Buffer): Buffer {
    if (this.#held.length === 0 && !this.#isErrorEvent && chunk[chunk.length - 1] === LINE_FEED && !chunk.includes(ERROR)) {
      this.#atLineStart = true;
      return chunk;
    }
    return this.#sort(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]));
  }

  /** What was held back, when no more comes. */
  end(): Buffer {
    const rest = this.#held;
    this.#held = NOTHING;
    return rest.includes(ERROR) ? this.#named(rest) : rest;
  }

  #sort(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    this.#held = NOTHING;
    let at = 0;
    while (at < bytes.length) {
      const feed = bytes.indexOf(LINE_FEED, at);
      const end = feed === -1 ? bytes.length : feed + 1;
      const line = bytes.subarray(at, end);
      const isWhole = this.#atLineStart;
      this.#atLineStart = feed !== -1;
      if (isWhole && feed === -1 && this.#mayBeError(line)) {
        this.#held = Buffer.from(line);
        this.#atLineStart = true;
        break;
      }
      out.push(isWhole && feed !== -1 ? this.#passed(line) : line);
      at = end;
    }
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  #passed(line: Buffer): Buffer {
    const isData = line.indexOf('data:') === 0;
    if (!isData && line[0] !== 0x7b) {
      const event = line.length < 64 ? /^event: ?(.*?)\r?\n$/.exec(line.toString('latin1'))?.[1] : undefined;
      if (event !== undefined) this.#isErrorEvent = event === 'error';
      else if (line.length <= 2) this.#isErrorEvent = false;
      return line;
    }
    const isCandidate = line.length <= LONGEST_BYTES && (line.includes(ERROR) || (isData && this.#isErrorEvent));
    return isCandidate ? this.#named(line) : line;
  }

  #named(line: Buffer): Buffer {
    const text = line.toString('utf8');
    const json = text.replace(/^data: ?/, '').trimEnd();
    const failure = this.classify(`${this.#isErrorEvent ? 'event: error\n' : ''}data: ${json}\n\n`);
    if (failure === undefined) return line;
    const data = objectOf(json);
    if (data === undefined) return line;
    const end = text.endsWith('\r\n') ? '\r\n' : '\n';
    const event = `data: ${JSON.stringify(withCode(data, failure))}${end}`;
    return Buffer.from(text.startsWith('data:') ? event : `${event}${end}`);
  }

  /** Whether the beginning of a line can still become an error's. */
  #mayBeError(line: Buffer): boolean {
    if (line.length > LONGEST_BYTES) return false;
    if (this.#isErrorEvent) return true;
    return BEGINNINGS.some((beginning) => {
      const length = Math.min(line.length, beginning.length);
      return line.compare(beginning, 0, length, 0, length) === 0;
    });
  }
}

/** The event's data with an error object as OpenAI's clients look for it. */
function withCode(data: Fields, { code, message }: ProviderFailure): Fields {
  const { error } = data;
  const said = { code, message: redactText(message) };
  if (typeof error === 'object' && error !== null) return { ...data, error: { ...error, ...said } };
  const { type, param } = data;
  return { error: { type: typeof type === 'string' ? type : 'server_error', param: param ?? null, ...said } };
}

function objectOf(json: string): Fields | undefined {
  try {
    const data: unknown = JSON.parse(json);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Fields) : undefined;
  } catch {
    return undefined;
  }
}
