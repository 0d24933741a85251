import { Readable } from 'node:stream';

/** What may wait for a reader before the provider is paused, in bytes. */
export const BUFFER_BYTES = 64 * 1024;

/** Where the bytes of an `ResponseStream` come from. */
export interface ResponseSource {
  resume(): void;
  /** The reader wants no more. Called after the end, too. */
  letGo(): void;
}

/**
 * What follows the first bytes of an answer. Differs from any other stream in one thing: an answer that breaks off
 * still gives what had come before, and only then the error.
 */
export class ResponseStream extends Readable {
  #failure: Error | undefined;

  constructor(source: ResponseSource) {
    super({
      highWaterMark: BUFFER_BYTES,
      read: () => source.resume(),
      destroy: (error, done) => {
        source.letGo();
        done(error);
      },
    });
    // A reader learns of a failure by reading; nobody has to listen before.
    this.on('error', () => undefined);
  }

  /** For the source: no more comes, and the answer isn't whole. */
  fail(error: Error): void {
    this.#failure = error;
    this.#destroyOnceRead();
  }

  override read(size?: number): Buffer | null {
    const chunk = super.read(size) as Buffer | null;
    if (this.#failure !== undefined) this.#destroyOnceRead();
    return chunk;
  }

  #destroyOnceRead(): void {
    if (this.readableLength === 0) this.destroy(this.#failure);
  }
}
