import type { ByokError } from '#contracts';
import { plainBoundary } from './form-boundary.js';
import { partHead, type PartHead } from './part-head.js';
import { twofoldForm } from './twofold-form.js';

/** A part as its frame shows it. */
export interface FramedPart {
  readonly name: string;
  readonly isFile: boolean;
  /** Bytes. */
  readonly size: number;
}

/** Header lines of one part together, in bytes. */
const HEAD_LIMIT = 4096;
const CRLF = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const NONE = Buffer.alloc(0);
/** Behind a boundary: the end of its line, or the dashes that close the form. */
const ENDING_BYTES = 2;

type Place = 'start' | 'head' | 'content' | 'closed';

/**
 * Looks, in passing, whether every reader of a form finds the same parts in it. It is stricter than a parser is: what it
 * takes has one meaning, so that its bytes may go on as they came.
 */
export class FormFrame {
  readonly parts: FramedPart[] = [];
  readonly #delimiter: Buffer;
  #place: Place = 'start';
  #failure: ByokError | undefined;
  /** What can't be told yet for want of the bytes behind it. */
  #held: Buffer = NONE;
  #head: PartHead | undefined;
  #size = 0;

  constructor(contentType: string) {
    const boundary = plainBoundary(contentType);
    this.#delimiter = Buffer.from(`--${boundary ?? ''}`);
    if (boundary === undefined) {
      this.#failure = twofoldForm('its content-type must have one "boundary" of up to 70 letters, digits and signs without spaces, and nothing else');
    }
  }

  /** Why the form may not go on as it came; undefined when it may, as far as it has been seen. */
  get failure(): ByokError | undefined {
    return this.#failure;
  }

  write(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = NONE;
    try {
      for (let left: Buffer | undefined = rest; left !== undefined; left = this.#step(left)) rest = left;
      // Copied: the chunk that it stands in is the connection's.
      this.#held = Buffer.from(rest);
    } catch (error) {
      this.#failure = error as ByokError;
    }
  }

  end(): void {
    const isWhole = this.#place === 'closed' && (this.#held.length === 0 || this.#held.equals(CRLF));
    if (!isWhole) this.#failure ??= twofoldForm('its last boundary is missing, or something stands behind it');
    this.#held = NONE;
  }

  /** @returns what is left behind a step that was made; undefined when more bytes are needed, with `#held` yet to be set */
  #step(bytes: Buffer): Buffer | undefined {
    switch (this.#place) {
      case 'start':
        return this.#begin(bytes);
      case 'head':
        return this.#readHead(bytes);
      case 'content':
        return this.#passContent(bytes);
      case 'closed':
        if (!CRLF.subarray(0, bytes.length).equals(bytes)) throw twofoldForm('something stands behind its last boundary');
        return undefined;
    }
  }

  #begin(bytes: Buffer): Buffer | undefined {
    const at = bytes[0] === CRLF[0] ? CRLF.length : 0;
    if (bytes.length < at + this.#delimiter.length + ENDING_BYTES) return undefined;
    if (bytes.indexOf(this.#delimiter) !== at || (at > 0 && !bytes.subarray(0, at).equals(CRLF))) throw twofoldForm('something stands before its first boundary');
    return this.#passDelimiter(bytes, at);
  }

  #readHead(bytes: Buffer): Buffer | undefined {
    if (bytes.subarray(0, CRLF.length).equals(CRLF)) throw twofoldForm('a part has no header lines');
    const end = bytes.indexOf(HEAD_END);
    if (end > HEAD_LIMIT || (end === -1 && bytes.length > HEAD_LIMIT)) throw twofoldForm('a part has headers of more than 4 KiB');
    if (end === -1) return undefined;
    const lines = bytes.toString('latin1', 0, end);
    if (lines.includes(this.#delimiter.toString('latin1'))) throw twofoldForm('its boundary stands in a header of a part');
    this.#head = partHead(lines);
    this.#size = 0;
    this.#place = 'content';
    return bytes.subarray(end + HEAD_END.length);
  }

  #passContent(bytes: Buffer): Buffer | undefined {
    const at = bytes.indexOf(this.#delimiter);
    // Of a boundary that is cut by the chunk's end, all but its last byte may stand here, with the line's end before it.
    const certain = at === -1 ? bytes.length - this.#delimiter.length - CRLF.length : at - CRLF.length;
    const isWhole = at !== -1 && bytes.length >= at + this.#delimiter.length + ENDING_BYTES;
    if (!isWhole) {
      if (certain <= 0) return undefined;
      this.#size += certain;
      return bytes.subarray(certain);
    }
    if (certain < 0 || !bytes.subarray(certain, at).equals(CRLF)) throw twofoldForm('its boundary stands within a part: choose one that does not');
    this.#endPart(this.#size + certain);
    return this.#passDelimiter(bytes, at);
  }

  #passDelimiter(bytes: Buffer, at: number): Buffer {
    const end = at + this.#delimiter.length;
    const ending = bytes.toString('latin1', end, end + ENDING_BYTES);
    if (ending !== '\r\n' && ending !== '--') throw twofoldForm('something stands on the line of a boundary');
    this.#place = ending === '--' ? 'closed' : 'head';
    return bytes.subarray(end + ENDING_BYTES);
  }

  #endPart(size: number): void {
    const { name, isFile, size: written = size } = this.#head as PartHead;
    if (written !== size) throw twofoldForm('a part has a content-length other than its length', name);
    this.parts.push({ name, isFile, size });
  }
}
