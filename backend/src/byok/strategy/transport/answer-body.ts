import type { Readable } from 'node:stream';

/** Takes a body as it comes. Exactly one of `end` and `error` is called, last. */
export interface BodySink {
  /** False: send no more until `resume()`. */
  data(chunk: Buffer): boolean;
  end(): void;
  error(error: Error): void;
}

/** Where a body's bytes come from. */
export interface BodySource {
  pause(): void;
  resume(): void;
  /** Lets go of what is still to come. */
  abort(): void;
}

/** What may wait for a reader before the source is paused, in bytes. */
const BUFFER_BYTES = 64 * 1024;

/**
 * The body of a provider's answer: far lighter than a stream, which is what most of a small call would be
 * spent on (docs/decisions/2026-11-22-own-answer-body.md). Has one reader: `consume`, or iteration.
 */
export class AnswerBody implements AsyncIterable<Buffer> {
  #waiting: Buffer[] = [];
  #bytes = 0;
  #paused = false;
  #ended = false;
  #error: Error | undefined;
  #sink: BodySink | undefined;

  constructor(private readonly source: BodySource) {}

  /** Makes a body of a stream, such as a decoder's. */
  static of(stream: Readable): AnswerBody {
    const body = new AnswerBody({
      pause: () => stream.pause(),
      resume: () => stream.resume(),
      abort: () => stream.destroy(),
    });
    stream.on('data', (chunk: Buffer) => body.push(chunk));
    stream.on('end', () => body.finish());
    stream.on('error', (error: Error) => body.fail(error));
    stream.on('close', () => body.fail(new Error('The stream closed before its end.')));
    return body;
  }

  /** The source has sent its last byte. */
  get ended(): boolean {
    return this.#ended;
  }

  /** For the source. */
  push(chunk: Buffer): void {
    if (this.#sink !== undefined) {
      if (!this.#sink.data(chunk)) this.#pause();
      return;
    }
    this.#waiting.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > BUFFER_BYTES) this.#pause();
  }

  /** For the source. */
  finish(): void {
    if (this.#ended || this.#error !== undefined) return;
    this.#ended = true;
    this.#sink?.end();
  }

  /** For the source; after the end it means nothing. */
  fail(error: Error): void {
    if (this.#ended || this.#error !== undefined) return;
    this.#error = error;
    this.#sink?.error(error);
  }

  /** The bytes that have come and were not read yet. */
  take(): Buffer {
    const taken = this.#waiting.length === 1 ? (this.#waiting[0] as Buffer) : Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    return taken;
  }

  /** Sends what has come and all that follows to `sink`, which may be called at once. */
  consume(sink: BodySink): void {
    this.#sink = sink;
    const more = this.#bytes === 0 || sink.data(this.take());
    if (this.#error !== undefined) sink.error(this.#error);
    else if (this.#ended) sink.end();
    else if (more) this.resume();
    else this.#pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.source.resume();
  }

  /** Drops the rest. Harmless after the end. */
  destroy(): void {
    this.#sink = { data: () => true, end: () => undefined, error: () => undefined };
    if (!this.#ended && this.#error === undefined) this.source.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    let wake: () => void = () => undefined;
    let ended = false;
    let failure: Error | undefined;
    const chunks: Buffer[] = [];
    const settle = () => wake();
    this.consume({
      data: (chunk) => {
        chunks.push(chunk);
        settle();
        return false;
      },
      end: () => {
        ended = true;
        settle();
      },
      error: (error) => {
        failure = error;
        settle();
      },
    });
    try {
      for (;;) {
        while (chunks.length > 0) yield chunks.shift() as Buffer;
        if (failure !== undefined) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          this.resume();
          if (chunks.length > 0 || ended || failure !== undefined) resolve();
        });
      }
    } finally {
      this.destroy();
    }
  }

  #pause(): void {
    if (this.#paused || this.#ended) return;
    this.#paused = true;
    this.source.pause();
  }
}
