import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Read at once while searching and walking, in bytes. */
const WINDOW = 1024 * 1024;

/** What is wrong with a recording, as a sentence; empty when it can only be said that it is damaged. */
export class Problem extends Error {
  /** Whether there is merely nothing to hear. */
  readonly isAboutNothing: boolean;

  constructor(sentence: string, isAboutNothing = false) {
    super(sentence);
    this.isAboutNothing = isAboutNothing;
  }
}

/** A file, read without waiting: its reader has a thread of its own. */
export class RecordingFile {
  readonly size: number;
  readonly #descriptor: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  /** Reads into memory of its own. @throws Error when the file has become shorter */
  copy(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(this.#descriptor, bytes, at, bytes.length - at, start + at);
      if (count === 0) throw new Error('The file became shorter.');
      at += count;
    }
    return bytes;
  }

  /** A look at some bytes, at most a window; fewer at the end of the file. Valid until the next look. */
  bytes(at: number, length: number): Buffer {
    const end = Math.min(this.size, at + length);
    if (at >= end) return Buffer.alloc(0);
    if (at < this.#windowStart || end > this.#windowStart + this.#window.length) {
      this.#window = Buffer.from(this.copy(at, Math.min(this.size, at + WINDOW)).buffer);
      this.#windowStart = at;
    }
    return this.#window.subarray(at - this.#windowStart, end - this.#windowStart);
  }

  /** Where these bytes are found first, or -1. */
  find(pattern: Uint8Array, from: number, to = this.size): number {
    for (let at = from; at < to; at += WINDOW - pattern.length + 1) {
      const place = this.bytes(at, WINDOW).indexOf(pattern);
      if (place !== -1) return at + place < to ? at + place : -1;
    }
    return -1;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
