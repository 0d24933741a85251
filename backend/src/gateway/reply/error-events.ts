import type { ProviderFailure } from '#providers';
import { redactText } from '#redaction';

const MARK = Buffer.from('data: {"error"');
const ERROR = Buffer.from('{"error"');
const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);
/** An error whose line is longer passes on as it is, in bytes. */
const LONGEST_BYTES = 64 * 1024;

/** A provider's error event in our terms; undefined when it is none. */
export type ClassifyEvent = (event: string) => ProviderFailure | undefined;

/**
 * Puts our code into the error events of a stream in OpenAI's format, and leaves every other byte alone: a chunk
 * without an error costs one search. Of a line that may become an error, what came is held back until its end.
 */
export class ErrorEvents {
  #held = NOTHING;
  #atLineStart = true;

  constructor(private readonly classify: ClassifyEvent) {}

  /** What may go out now; may be empty. */
  take(chunk: Buffer): Buffer {
    if (this.#held.length === 0 && chunk[chunk.length - 1] === LINE_FEED && !chunk.includes(ERROR)) {
      this.#atLineStart = true;
      return chunk;
    }
    return this.#sort(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]));
  }

  /** What was held back, when no more comes. */
  end(): Buffer {
    const rest = this.#held;
    this.#held = NOTHING;
    return rest;
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
      if (isWhole && feed === -1 && mayBeError(line)) {
        this.#held = Buffer.from(line);
        this.#atLineStart = true;
        break;
      }
      out.push(isWhole && feed !== -1 && line.indexOf(MARK) === 0 ? this.#named(line) : line);
      at = end;
    }
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  #named(line: Buffer): Buffer {
    const text = line.toString('utf8');
    const failure = this.classify(`${text.trimEnd()}\n\n`);
    if (failure === undefined) return line;
    try {
      const data = JSON.parse(text.slice('data: '.length)) as { error: Record<string, unknown> };
      const error = { ...data.error, code: failure.code, message: redactText(failure.message) };
      return Buffer.from(`data: ${JSON.stringify({ ...data, error })}${text.endsWith('\r\n') ? '\r\n' : '\n'}`);
    } catch {
      return line;
    }
  }
}

/** Whether the beginning of a line can still become an error's. */
function mayBeError(line: Buffer): boolean {
  if (line.length > LONGEST_BYTES) return false;
  const length = Math.min(line.length, MARK.length);
  return line.compare(MARK, 0, length, 0, length) === 0;
}
