/**
 * Reads a large JSON body once, byte by byte: whether it is JSON, where it names its model, and an outline of it that
 * is cheap to parse. Never recursive, and linear in its input. As a thread it does this for bodies of any user, so that
 * nobody waits for them. Imports nothing of ours, so that Node runs it from the sources too.
 */
import { parentPort, workerData } from 'node:worker_threads';

/** Bodies nest at most this deep; no provider takes more. */
export const DEPTH_LIMIT = 500;
/** Fields of the body itself. */
export const NAMES_LIMIT = 1_000;
/** Longest name of a field of the body itself, in bytes. */
export const NAME_BYTES = 512;
/** Objects, lists, texts and flags, and numbers that stand by themselves. */
export const OUTLINE_VALUES = 250_000;
/** At most this much of a text stands in the outline. */
export const OUTLINE_TEXT_BYTES = 256;
/** At most this many numbers of a list do. */
const OUTLINE_NUMBERS = 64;
/** Marks the thread's own start. */
export const THREAD_NAME = 'json-scan';

/** Why a body is refused. `kind`: it is no object. */
export type ScanProblem = 'syntax' | 'kind' | 'depth' | 'names' | 'name' | 'values';

/** What a body holds. */
export interface JsonScan {
  readonly problem: ScanProblem | undefined;
  /** Where the values of top-level members called `model` stand: byte offsets, end exclusive. */
  readonly models: readonly (readonly [start: number, end: number])[];
  /** The first of `WATCHED_NAMES` that one object in it has twice, as it is spelled without escapes: one reader takes the first, another the last. */
  readonly repeatedName: string | undefined;
  /** How many values stand in it, at any depth, numbers included. */
  readonly values: number;
  /** The body with long texts and long lists of numbers cut short: JSON, one character for each byte. */
  readonly outline: Uint8Array<ArrayBuffer>;
}

/**
 * Names by which plan, model and price of a call are decided, or whose key may serve it, whichever provider's: those on
 * one line are one field in two spellings.
 */
export const WATCHED_NAMES: readonly (readonly string[])[] = [
  // Which models are asked, and where they are looked for.
  ['model'],
  ['agent'],
  ['agent_config'],
  ['fallbacks'],
  ['tools'],
  ['type'],
  ['svg'],
  ['tool'],
  ['definition'],
  ['tool_changes'],
  ['moderation'],
  ['requests'],
  ['request'],
  ['params'],
  ['batch'],
  ['inputConfig', 'input_config'],
  ['fileName', 'file_name'],
  ['input_file_id'],
  ['generateContentRequest', 'generate_content_request'],
  // What it costs: how many answers, how long, at which tariff, with which extras.
  ['n'],
  ['candidateCount', 'candidate_count'],
  ['max_tokens'],
  ['max_completion_tokens'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['generationConfig', 'generation_config'],
  ['service_tier', 'serviceTier'],
  ['speed'],
  ['modalities'],
  ['responseModalities', 'response_modalities'],
  ['speechConfig', 'speech_config'],
  ['audio'],
  ['web_search_options'],
  ['mcp_servers'],
  ['cache_control'],
  ['ttl'],
  ['stream'],
  ['stream_format'],
  // What is asked, whose length is paid.
  ['messages'],
  ['contents'],
  ['content'],
  ['parts'],
  ['text'],
  ['input'],
  ['items'],
  ['instructions'],
  ['system'],
  ['systemInstruction', 'system_instruction'],
  ['functions'],
  ['prediction'],
  ['data'],
  ['source'],
  ['url'],
  ['image_url'],
  ['input_audio'],
  ['inlineData', 'inline_data'],
  ['fileData', 'file_data'],
  // What is stored at the provider, or read there by an id.
  ['store'],
  ['background'],
  ['prompt'],
  ['id'],
  ['file_id'],
  ['file_ids'],
  ['fileUri', 'file_uri'],
  ['previous_response_id'],
  ['previous_interaction_id'],
  ['conversation'],
  ['container'],
  ['container_id'],
  ['cachedContent', 'cached_content'],
  ['vector_store_ids'],
  ['voice'],
  ['encrypted_content'],
  ['result'],
  ['uri'],
  ['environment'],
  ['skill_id'],
  ['tunnel_id'],
  ['comparison_response_id'],
  ['diagnostics'],
  ['thread'],
  ['continuationToken', 'continuation_token'],
  ['fileSearchStoreNames', 'file_search_store_names'],
  ['rag_corpus'],
  ['datastores'],
];
const INDEX_OF_NAME = new Map(WATCHED_NAMES.flatMap((names, index) => names.map((name) => [name, index] as const)));
/** By length, as bytes: most names are found, or not, without being made into text. */
const NAMES_BY_LENGTH = new Map<number, { readonly bytes: Uint8Array; readonly index: number }[]>();
for (const [name, index] of INDEX_OF_NAME) {
  const entry = { bytes: Uint8Array.from(name, (letter) => letter.charCodeAt(0)), index };
  NAMES_BY_LENGTH.set(name.length, [...(NAMES_BY_LENGTH.get(name.length) ?? []), entry]);
}
/** Of bits in one element of a `Uint32Array`. */
const WORD_BITS = 32;
const WATCH_WORDS = Math.ceil(WATCHED_NAMES.length / WORD_BITS);
/** No escape is longer than this for each character of a name, in bytes. */
const ESCAPE_BYTES = 6;
const MAX_WATCHED_BYTES = Math.max(...NAMES_BY_LENGTH.keys()) * ESCAPE_BYTES;

/** Bytes to read. */
export type Bytes = ArrayLike<number>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const LITERALS = ['true', 'false', 'null'].map((word) => [...word].map((letter) => letter.charCodeAt(0)));
const ESCAPED = new Set([...'"\\/bfnrt'].map((letter) => letter.charCodeAt(0)));

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isHexDigit = (byte: number | undefined): boolean =>
  byte !== undefined && (isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66));

class Scanner {
  readonly models: [number, number][] = [];
  values = 0;
  repeatedName: string | undefined;
  readonly #bytes: Bytes;
  readonly #end: number;
  #at = 0;
  #depth = 0;
  #modelAt = -1;
  #names = 0;
  #kept = 0;
  #written = 0;
  readonly #out: Uint8Array<ArrayBuffer>;
  /** For each open object or list: the byte that closes it, whether a member stands in the outline, its numbers, and which watched names it had. */
  readonly #closes = new Uint8Array(DEPTH_LIMIT + 1);
  readonly #begun = new Uint8Array(DEPTH_LIMIT + 1);
  readonly #numbers = new Uint32Array(DEPTH_LIMIT + 1);
  readonly #watched = new Uint32Array((DEPTH_LIMIT + 1) * WATCH_WORDS);

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.#end = bytes.length;
    this.#out = new Uint8Array(bytes.length);
  }

  get outline(): Uint8Array<ArrayBuffer> {
    return this.#out.slice(0, this.#written);
  }

  run(): ScanProblem | undefined {
    this.#skipSpace();
    const isObject = this.#bytes[this.#at] === OPEN_BRACE;
    for (;;) {
      const problem = this.#takeValue();
      if (problem !== undefined) return problem;
      if (this.#depth === 0) break;
    }
    this.#skipSpace();
    if (this.#at !== this.#end) return 'syntax';
    return isObject ? undefined : 'kind';
  }

  /** A value, and all that closes behind it; stands at the next value then, or at the end with depth 0. */
  #takeValue(): ScanProblem | undefined {
    const first = this.#bytes[this.#at];
    this.values += 1;
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      const problem = this.#open(first);
      if (problem !== undefined) return problem;
      if (this.#bytes[this.#at] !== this.#closes[this.#depth]) return first === OPEN_BRACE ? this.#takeName() : undefined;
    } else if (!this.#takeScalar(first)) {
      return 'syntax';
    } else if (this.#kept > OUTLINE_VALUES) {
      return 'values';
    }
    return this.#close();
  }

  #open(first: number): ScanProblem | undefined {
    if (this.#depth === DEPTH_LIMIT) return 'depth';
    this.#beginMember();
    this.#keep(first);
    if (this.#kept > OUTLINE_VALUES) return 'values';
    this.#depth += 1;
    this.#closes[this.#depth] = first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
    this.#begun[this.#depth] = 0;
    this.#numbers[this.#depth] = 0;
    this.#watched.fill(0, this.#depth * WATCH_WORDS, (this.#depth + 1) * WATCH_WORDS);
    this.#at += 1;
    this.#skipSpace();
    return undefined;
  }

  #close(): ScanProblem | undefined {
    while (this.#depth > 0) {
      if (this.#depth === 1 && this.#modelAt !== -1) {
        this.models.push([this.#modelAt, this.#at]);
        this.#modelAt = -1;
      }
      this.#skipSpace();
      const next = this.#bytes[this.#at];
      if (next === COMMA) {
        this.#at += 1;
        this.#skipSpace();
        return this.#closes[this.#depth] === CLOSE_BRACE ? this.#takeName() : undefined;
      }
      if (next === undefined || next !== this.#closes[this.#depth]) return 'syntax';
      this.#keep(next);
      this.#depth -= 1;
      this.#at += 1;
    }
    return undefined;
  }

  #takeName(): ScanProblem | undefined {
    const start = this.#at;
    if (this.#bytes[start] !== QUOTE) return 'syntax';
    if (this.#begun[this.#depth] === 1) this.#keep(COMMA);
    this.#begun[this.#depth] = 1;
    if (!this.#takeText(NAME_BYTES)) return 'syntax';
    const end = this.#at;
    this.#watchName(start, end);
    this.#skipSpace();
    if (this.#bytes[this.#at] !== COLON) return 'syntax';
    this.#keep(COLON);
    this.#at += 1;
    this.#skipSpace();
    if (this.#depth > 1) return undefined;
    this.#names += 1;
    if (this.#names > NAMES_LIMIT) return 'names';
    if (end - start - 2 > NAME_BYTES) return 'name';
    if (this.#textOf(start, end) === 'model') this.#modelAt = this.#at;
    return undefined;
  }

  #watchName(start: number, end: number): void {
    if (this.repeatedName !== undefined || end - start - 2 > MAX_WATCHED_BYTES) return;
    const index = this.#watchedIndex(start + 1, end - 1);
    if (index === undefined) return;
    const word = this.#depth * WATCH_WORDS + Math.floor(index / WORD_BITS);
    const bit = 1 << (index % WORD_BITS);
    const watched = this.#watched[word] as number;
    if ((watched & bit) !== 0) this.repeatedName = this.#textOf(start, end);
    this.#watched[word] = watched | bit;
  }

  /** Which of the watched names stands between two offsets. */
  #watchedIndex(start: number, end: number): number | undefined {
    const sameLength = NAMES_BY_LENGTH.get(end - start);
    const found = sameLength?.find(({ bytes }) => bytes.every((byte, at) => byte === this.#bytes[start + at]));
    if (found !== undefined) return found.index;
    return this.#hasEscape(start, end) ? INDEX_OF_NAME.get(this.#textOf(start - 1, end + 1)) : undefined;
  }

  #hasEscape(start: number, end: number): boolean {
    for (let index = start; index < end; index += 1) if (this.#bytes[index] === BACKSLASH) return true;
    return false;
  }

  /** Comma, if one is due, and count of a value that stands in the outline. Members of objects have theirs from the name. */
  #beginMember(): void {
    this.#kept += 1;
    if (this.#closes[this.#depth] !== CLOSE_BRACKET || this.#depth === 0) return;
    if (this.#begun[this.#depth] === 1) this.#keep(COMMA);
    this.#begun[this.#depth] = 1;
  }

  #takeScalar(first: number | undefined): boolean {
    if (first === QUOTE) {
      this.#beginMember();
      return this.#takeText(OUTLINE_TEXT_BYTES);
    }
    if (first === MINUS || isDigit(first)) return this.#takeNumber();
    const literal = LITERALS.find(([letter]) => letter === first);
    if (literal === undefined) return false;
    this.#beginMember();
    for (const letter of literal) {
      if (this.#bytes[this.#at] !== letter) return false;
      this.#keep(letter);
      this.#at += 1;
    }
    return true;
  }

  #takeNumber(): boolean {
    const start = this.#at;
    if (this.#bytes[this.#at] === MINUS) this.#at += 1;
    if (this.#bytes[this.#at] === 0x30) this.#at += 1;
    else if (!this.#takeDigits()) return false;
    if (this.#bytes[this.#at] === 0x2e) {
      this.#at += 1;
      if (!this.#takeDigits()) return false;
    }
    const exponent = this.#bytes[this.#at];
    if (exponent === 0x65 || exponent === 0x45) {
      this.#at += 1;
      const sign = this.#bytes[this.#at];
      if (sign === MINUS || sign === 0x2b) this.#at += 1;
      if (!this.#takeDigits()) return false;
    }
    const isListed = this.#depth > 0 && this.#closes[this.#depth] === CLOSE_BRACKET;
    if (isListed && (this.#numbers[this.#depth] as number) >= OUTLINE_NUMBERS) return true;
    if (isListed) this.#numbers[this.#depth] = (this.#numbers[this.#depth] as number) + 1;
    this.#beginMember();
    for (let index = start; index < this.#at; index += 1) this.#keep(this.#bytes[index] as number);
    return true;
  }

  #takeDigits(): boolean {
    const start = this.#at;
    while (isDigit(this.#bytes[this.#at])) this.#at += 1;
    return this.#at > start;
  }

  /** The text that begins here, of which at most `longest` bytes stand in the outline. */
  #takeText(longest: number): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    this.#keep(QUOTE);
    let at = this.#at + 1;
    let room = longest;
    for (;;) {
      const start = at;
      let byte = 0;
      while (at < end && (byte = bytes[at] as number) !== QUOTE && byte !== BACKSLASH && byte >= 0x20) at += 1;
      if (at >= end || byte < 0x20) return false;
      const kept = Math.min(at - start, room);
      for (let index = start; index < start + kept; index += 1) this.#keep(bytes[index] as number);
      room -= kept;
      if (byte === QUOTE) break;
      const length = this.#escapeLength(at);
      if (length === 0) return false;
      // An escape is not cut in two, and nothing stands behind one that was left out.
      room = length > room ? 0 : room - length;
      if (room > 0) for (let index = at; index < at + length; index += 1) this.#keep(bytes[index] as number);
      at += length;
    }
    this.#keep(QUOTE);
    this.#at = at + 1;
    return true;
  }

  /** Bytes of the escape at `at`; 0 for what is none. */
  #escapeLength(at: number): number {
    const letter = this.#bytes[at + 1];
    if (letter === 0x75) {
      for (let index = at + 2; index < at + 6; index += 1) if (!isHexDigit(this.#bytes[index])) return 0;
      return 6;
    }
    return letter !== undefined && ESCAPED.has(letter) ? 2 : 0;
  }

  #skipSpace(): void {
    for (let byte = this.#bytes[this.#at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = this.#bytes[this.#at]) this.#at += 1;
  }

  #keep(byte: number): void {
    this.#out[this.#written] = byte;
    this.#written += 1;
  }

  /** A short text between two offsets, decoded as far as ASCII goes. */
  #textOf(start: number, end: number): string {
    const characters: number[] = [];
    for (let index = start; index < end; index += 1) characters.push(this.#bytes[index] as number);
    return JSON.parse(String.fromCharCode(...characters)) as string;
  }
}

/** Reads a body. Takes time linear in its length, and twice its memory. */
export function scanJson(bytes: Bytes): JsonScan {
  const scanner = new Scanner(bytes);
  const problem = scanner.run();
  return { problem, models: scanner.models, repeatedName: scanner.repeatedName, values: scanner.values, outline: problem === undefined ? scanner.outline : new Uint8Array(0) };
}

if (parentPort !== null && workerData === THREAD_NAME) {
  const port = parentPort;
  port.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
    const scan = scanJson(bytes);
    port.postMessage({ scan, bytes }, [bytes.buffer, scan.outline.buffer]);
  });
}
