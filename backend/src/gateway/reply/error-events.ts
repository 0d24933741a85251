import type { ProviderFailure } from '#providers';
import { redactText } from '#redaction';
import { GrowingBytes } from '../../http/index.js';

const ERROR = Buffer.from('error');
const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);
/** Of `data:`. */
const D = 0x64;
const BARE = Buffer.from('\n{');
const OPENING: ReadonlySet<number | undefined> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number | undefined> = new Set([0x7d, 0x5d]);
/** An error whose line, or bare JSON, is longer passes on as it is. */
const MAX_BYTES = 64 * 1024;
/** Of JSON that is laid out over several lines, the first is no longer. */
const MAX_LAID_OUT_BYTES = 200;
/** Lines that may look like the last one of bare JSON: each costs reading it. */
const MAX_TRIES = 8;
/** How the lines of an error begin; of any other form it is seen when its line comes whole. */
const BEGINNINGS = ['event: error', 'event:error', 'data: {"error"', 'data:{"error"', 'data: {"type":"error"', 'data:{"type":"error"'].map((text) => Buffer.from(text));
/** A line so long that may be an error's by its beginning stays so, whatever follows. */
const TELLING_BYTES = Math.max(...BEGINNINGS.map(({ length }) => length));

type Fields = Record<string, unknown>;

/** A provider's error event in our terms; undefined when it is none. */
export type ClassifyEvent = (event: string) => ProviderFailure | undefined;

/**
 * Puts our code into the error events of a stream in OpenAI's format, in whatever form a provider writes them, and
 * leaves every other byte alone: a chunk without an error costs two searches. An error that stands between the events
 * as bare JSON, on one line or several, becomes an event, since no client would see it. Of what may become an error,
 * what came is held back until its end.
 */
export class ErrorEvents {
  /** The beginning of a line that may be an error's. */
  readonly #held = new GrowingBytes();
  #atLineStart = true;
  /** The event of which lines come now is named `error`. */
  #isErrorEvent = false;
  /** Lines of bare JSON that goes on, or of an event whose JSON stands on several lines. */
  #open: Buffer[] = [];
  #openBytes = 0;
  #tries = 0;

  constructor(private readonly classify: ClassifyEvent) {}

  /** What may go out now; may be empty. */
  take(chunk: Buffer): Buffer {
    const isAtRest = this.#held.length === 0 && this.#open.length === 0 && !this.#isErrorEvent;
    if (isAtRest && chunk[chunk.length - 1] === LINE_FEED && !chunk.includes(ERROR) && !startsBare(chunk) && !chunk.includes(BARE)) {
      this.#atLineStart = true;
      return chunk;
    }
    if (this.#goesOnHeld(chunk)) {
      this.#held.add(chunk);
      return NOTHING;
    }
    return this.#sort(this.#held.take(chunk));
  }

  /** What was held back, when no more comes. */
  end(): Buffer {
    const held = this.#held.take();
    const isEvent = this.#isOpenEvent;
    const isBare = this.#open.length > 0 || startsBare(held);
    const rest = this.#withOpen(held);
    if (!rest.includes(ERROR)) return rest;
    if (isEvent) return this.#namedData(rest);
    return isBare ? this.#namedBare(rest) : this.#named(rest);
  }

  /** Nothing that this piece says can change what is known of the line that it goes on. */
  #goesOnHeld(chunk: Buffer): boolean {
    const { length } = this.#held;
    return length >= TELLING_BYTES && length + chunk.length <= MAX_BYTES && !chunk.includes(LINE_FEED);
  }

  #sort(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      const feed = bytes.indexOf(LINE_FEED, at);
      const end = feed === -1 ? bytes.length : feed + 1;
      const line = bytes.subarray(at, end);
      const isWhole = this.#atLineStart;
      this.#atLineStart = feed !== -1;
      if (isWhole && feed === -1 && this.#mayBeError(line)) {
        this.#held.add(line);
        this.#atLineStart = true;
        break;
      }
      out.push(isWhole && feed !== -1 ? this.#passed(line) : this.#withOpen(line));
      at = end;
    }
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  #passed(line: Buffer): Buffer {
    if (this.#isOpenEvent) return this.#passedData(line);
    if (this.#open.length > 0 || startsBare(line)) return this.#passedBare(line);
    const isData = line.indexOf('data:') === 0;
    if (!isData) {
      const event = line.length < 64 ? /^event: ?(.*?)\r?\n$/.exec(line.toString('latin1'))?.[1] : undefined;
      if (event !== undefined) this.#isErrorEvent = event === 'error';
      else if (line.length <= 2) this.#isErrorEvent = false;
      return line;
    }
    if (line.length > MAX_BYTES) return line;
    const isCandidate = line.includes(ERROR) || this.#isErrorEvent;
    if (isCandidate ? isWholeData(line) : !isOpenData(line)) return isCandidate ? this.#named(line) : line;
    return this.#passedData(line);
  }

  get #isOpenEvent(): boolean {
    return this.#open[0]?.[0] === D;
  }

  /** Holds the lines of an event whose JSON goes on, until the event is whole. */
  #passedData(line: Buffer): Buffer {
    this.#open.push(line);
    this.#openBytes += line.length;
    if (this.#openBytes > MAX_BYTES) return this.#withOpen(NOTHING);
    if (!isBlank(line)) return NOTHING;
    const event = this.#namedData(this.#withOpen(NOTHING));
    this.#isErrorEvent = false;
    return event;
  }

  /** One event with our code, or the same bytes. */
  #namedData(bytes: Buffer): Buffer {
    const lines = bytes.toString('utf8').split(/\r?\n/);
    const json = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length)).join('\n');
    const data = objectOf(json);
    if (data === undefined) return bytes;
    const end = bytes.includes('\r\n') ? '\r\n' : '\n';
    const line = Buffer.from(`data: ${JSON.stringify(data)}${end}`);
    const named = this.#named(line);
    if (named === line) return bytes;
    const others = lines.filter((other) => other !== '' && !other.startsWith('data:')).map((other) => other + end);
    return Buffer.concat([Buffer.from(others.join('')), named, Buffer.from(end)]);
  }

  /** Holds the lines of bare JSON until it is whole, or can be none. */
  #passedBare(line: Buffer): Buffer {
    const mayEnd = this.#open.length === 0 || CLOSING.has(line[0]);
    this.#tries = this.#open.length === 0 ? 1 : this.#tries + (mayEnd ? 1 : 0);
    this.#open.push(line);
    this.#openBytes += line.length;
    const mustEnd = isBlank(line) || this.#openBytes > MAX_BYTES || this.#tries > MAX_TRIES;
    if (mustEnd) return this.#withOpen(NOTHING);
    if (!mayEnd) return NOTHING;
    const bytes = Buffer.concat(this.#open);
    if (parsed(bytes.toString('utf8')) === undefined) return NOTHING;
    return this.#namedBare(this.#withOpen(NOTHING));
  }

  /** What was held of bare JSON, and what follows it. */
  #withOpen(bytes: Buffer): Buffer {
    if (this.#open.length === 0) return bytes;
    const all = Buffer.concat([...this.#open, bytes]);
    this.#open = [];
    this.#openBytes = 0;
    return all;
  }

  /** An event must stand on one line. */
  #namedBare(bytes: Buffer): Buffer {
    const data = bytes.includes(ERROR) ? objectOf(bytes.toString('utf8')) : undefined;
    if (data === undefined) return bytes;
    const line = Buffer.from(`${JSON.stringify(data)}${bytes.includes('\r\n') ? '\r\n' : '\n'}`);
    const named = this.#named(line);
    return named === line ? bytes : named;
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
    if (line.length > MAX_BYTES) return false;
    if (this.#isErrorEvent || this.#open.length > 0 || startsBare(line)) return true;
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

function isBlank(line: Buffer): boolean {
  return line.length <= 2 && line.toString('latin1').trim() === '';
}

/** Whether JSON begins in the line and, by its last letter, does not end there. */
function isOpenData(line: Buffer): boolean {
  if (line.length > MAX_LAID_OUT_BYTES) return false;
  const json = line.toString('latin1', 'data:'.length).trim();
  return /^[{[]/.test(json) && !/[}\]]$/.test(json);
}

/** Whether the event's JSON can't go on in a further `data:` line. */
function isWholeData(line: Buffer): boolean {
  const json = line.toString('utf8', 'data:'.length).trim();
  return !/^[{[]/.test(json) || parsed(json) !== undefined;
}

/** Whether JSON begins here that is no event's data. */
function startsBare(bytes: Buffer): boolean {
  return OPENING.has(bytes[0]);
}

/** An object, or the first of a list. */
function objectOf(json: string): Fields | undefined {
  const data = parsed(json);
  const first: unknown = Array.isArray(data) ? data[0] : data;
  return typeof first === 'object' && first !== null && !Array.isArray(first) ? (first as Fields) : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
