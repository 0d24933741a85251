import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { misplacedKey } from '#nestjs-byok';
import { arrivingChunks, sizeInWords } from '../../http/index.js';
import { FormFrame, FormReader } from '../../multipart/index.js';

/** The frame around a file: boundaries, headers and text fields, in bytes. */
const FRAME_BYTES = 256 * 1024;
/** Of a body that is no form, where a field with a key is looked for: what describes a file stands in front of it. */
const HEAD_BYTES = 64 * 1024;
const KEY_FIELD = /"x-byok-[^"\\]{0,64}-key(?:-[^"\\]{0,16})?"\s{0,16}:/i;

/** Whether a request of Gemini's files only announces one: what comes with it describes the file, as JSON. */
export function startsUpload({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return /(?:^|,)\s*start\s*(?:,|$)/i.test(String(headers['x-goog-upload-command'] ?? ''));
}

/**
 * A file on its way to a provider: passed on as it comes, so that no more of it is in memory than what is on its way.
 * Can be sent once.
 */
export class UploadBody {
  #failure: Error | undefined;
  #hasBegun = false;

  /**
   * @param mostBytes of the file
   * @param isForm the file stands in the field "file" of a form
   */
  constructor(
    private readonly request: FastifyRequest,
    private readonly mostBytes: number,
    private readonly isForm: boolean,
  ) {}

  /** Why it could not be passed on to its end, if that was not the provider's doing. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** What describes its bytes. */
  get headers(): Readonly<Record<string, string>> {
    const { 'content-length': length } = this.request.headers;
    return length === undefined ? {} : { 'content-length': length };
  }

  /** The bytes as they came. @throws ByokError payload_too_large, key_malformed, request_invalid, request_timeout */
  async *chunks(): AsyncGenerator<Buffer> {
    if (this.#hasBegun) throw new Error('An upload was sent twice.');
    this.#hasBegun = true;
    const check = this.isForm ? new FormCheck(this.request.headers['content-type'] ?? '', this.mostBytes) : new HeadCheck();
    let size = 0;
    try {
      for await (const chunk of arrivingChunks(this.request.raw)) {
        size += chunk.length;
        if (size > this.mostBytes + FRAME_BYTES) throw fileTooLarge(this.mostBytes);
        // Before it goes out: what holds a key must not.
        await check.take(chunk);
        yield chunk;
      }
      await check.end();
    } catch (error) {
      this.#failure = this.request.raw.errored === null ? (error as Error) : new ByokError('request_invalid', 'The upload broke off before its end. Send it again.');
      throw this.#failure;
    } finally {
      check.stop();
    }
  }
}

/** The refusal of a file above the provider's own limit. @param mostBytes that limit */
export function fileTooLarge(mostBytes: number): ByokError {
  return new ByokError('payload_too_large', `The file is larger than ${sizeInWords(mostBytes)}, the provider's limit for a file.`);
}

/** Refuses an upload that is announced as larger than any file. @throws ByokError payload_too_large */
export function assertFileSize({ headers }: Pick<FastifyRequest, 'headers'>, mostBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > mostBytes + FRAME_BYTES) throw fileTooLarge(mostBytes);
}

/** Reads a form in passing: its fields must be few and hold no key, and be the same for every reader. */
class FormCheck {
  readonly #reader: FormReader;
  readonly #frame: FormFrame;

  constructor(contentType: string, mostBytes: number) {
    this.#frame = new FormFrame(contentType);
    this.#reader = new FormReader(contentType, { mostBytes, tooLarge: () => fileTooLarge(mostBytes) });
  }

  async take(chunk: Buffer): Promise<void> {
    await this.#reader.write(chunk);
    this.#frame.write(chunk);
    this.#assertFramed();
  }

  async end(): Promise<void> {
    await this.#reader.end();
    this.#frame.end();
    this.#assertFramed();
  }

  stop(): void {
    this.#reader.stop();
  }

  #assertFramed(): void {
    if (this.#frame.failure !== undefined) throw this.#frame.failure;
  }
}

/** Looks for a field with a key in front of a file. */
class HeadCheck {
  #head = '';

  take(chunk: Buffer): Promise<void> {
    if (this.#head.length < HEAD_BYTES) {
      this.#head += chunk.toString('latin1', 0, HEAD_BYTES - this.#head.length);
      if (KEY_FIELD.test(this.#head)) throw misplacedKey('a body field');
    }
    return Promise.resolve();
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  stop(): void {
    this.#head = '';
  }
}
