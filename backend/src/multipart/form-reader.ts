import type { BusboyFileStream } from '@fastify/busboy';
import { ByokError } from '#contracts';
import { refuseKeysInBody } from '#nestjs-byok';
import { AUDIO_LIMIT } from '../http/index.js';
import { createFormParser, type FormParser } from './form-parser.js';

/** Text fields of a form together, in bytes. Speakers' samples for a diarisation come as such. */
export const FIELDS_LIMIT = 2 * 1024 * 1024;
/** A whole form on the wire, in bytes: room for boundaries and part headers too. */
export const FORM_LIMIT = AUDIO_LIMIT + FIELDS_LIMIT + 64 * 1024;
/** Above any of these the form is refused: a provider might read what we don't. */
const LIMITS = { fields: 100, files: 1, parts: 101, fieldNameSize: 200, fieldSize: 1024 * 1024 };
/** Enough to tell a recording's kind by. */
const HEAD_BYTES = 16;
const CUT_OFF = 'The form is malformed or cut off: its last boundary is missing.';

/** The file of a form, without its bytes. */
export interface FormFile {
  readonly name: string;
  readonly mediaType: string;
  /** The first bytes. */
  readonly head: Buffer;
  readonly size: number;
}

/** How large the file of a form may be. */
export interface FileLimit {
  /** Bytes. */
  readonly mostBytes: number;
  /** The refusal of a larger one. */
  tooLarge(): ByokError;
}

/** The refusal of a recording that is too large; also for the parser that reads the form off the wire. */
export function recordingTooLarge(): ByokError {
  return new ByokError('payload_too_large', 'The recording is larger than 25 MiB, the limit of this route. Cut it, or send it as a job.');
}

/** What recordings hold to. */
const RECORDING: FileLimit = { mostBytes: AUDIO_LIMIT, tooLarge: recordingTooLarge };

/** The refusal of a form. */
export function invalidForm(message: string, param?: string): ByokError {
  return new ByokError('request_invalid', message, { param });
}

/** A parser with the limits of provider routes. @throws ByokError request_invalid when the content-type names no boundary */
export function createUploadParser(contentType: string): FormParser {
  return createFormParser(contentType, LIMITS, invalidForm);
}

/** Reads a form while it comes in: keeps its text fields, and of its file the first bytes and the size. */
export class FormReader {
  readonly fields: (readonly [name: string, value: string])[] = [];
  file: FormFile | undefined;
  readonly #parser: FormParser;
  #fieldBytes = 0;
  #failure: ByokError | undefined;
  #finished = false;
  #wake: () => void = () => undefined;

  /** @throws ByokError request_invalid when the content-type names no boundary */
  constructor(
    contentType: string,
    private readonly limit: FileLimit = RECORDING,
  ) {
    const parser = (this.#parser = createUploadParser(contentType));
    parser.on('field', (name: string | undefined, value: string, nameCut: boolean, valueCut: boolean) => {
      if (name === undefined || nameCut || valueCut) return this.#refuse('A field of the form has no name, or is too long.');
      this.#takeField(name, value);
    });
    parser.on('file', (name: string, stream: BusboyFileStream, fileName: string | undefined, _encoding: string, mediaType: string) => {
      if (name !== 'file') this.#refuse('The form must hold one file, in the field "file".', 'file');
      this.#takeFile(stream, fileName ?? 'audio', mediaType);
    });
    parser.on('filesLimit', () => this.#refuse('The form must hold one file, in the field "file".', 'file'));
    for (const limit of ['fieldsLimit', 'partsLimit'] as const) parser.on(limit, () => this.#refuse('The form has too many fields.'));
    parser.on('error', () => this.#refuse(CUT_OFF));
    parser.on('finish', () => {
      this.#finished = true;
      this.#wake();
    });
  }

  /** Must be waited for before the next call. @throws ByokError request_invalid, key_malformed, payload_too_large */
  write(chunk: Buffer): Promise<void> {
    return this.#step((done) => this.#parser.write(chunk, done));
  }

  /** @throws ByokError as `write` does; also for a form that is not whole */
  async end(): Promise<void> {
    await this.#step(() => {
      if (this.#finished) return this.#wake();
      this.#parser.end();
    });
  }

  /** Frees the parser of a form that is not read on. */
  stop(): void {
    this.#failure ??= invalidForm(CUT_OFF);
    this.#parser.on('error', () => undefined).destroy();
  }

  #step(work: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = () => (this.#failure === undefined ? resolve() : reject(this.#failure));
      if (this.#failure === undefined) work(() => this.#wake());
      else this.#wake();
    });
  }

  #refuse(message: string, param?: string): void {
    this.#fail(invalidForm(message, param));
  }

  #fail(failure: ByokError): void {
    this.#failure ??= failure;
    this.#wake();
  }

  #takeField(name: string, value: string): void {
    this.#fieldBytes += name.length + Buffer.byteLength(value);
    if (this.#fieldBytes > FIELDS_LIMIT) return this.#fail(new ByokError('payload_too_large', 'The text fields of the form are larger than 2 MiB together, the limit.'));
    try {
      refuseKeysInBody({ [name]: null });
      this.fields.push([name, value]);
    } catch (error) {
      this.#fail(error as ByokError);
    }
  }

  #takeFile(stream: BusboyFileStream, name: string, mediaType: string): void {
    let head = Buffer.alloc(0);
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      size += chunk.length;
      if (size > this.limit.mostBytes) this.#fail(this.limit.tooLarge());
    });
    stream.on('end', () => (this.file = { name, mediaType, head, size }));
    stream.on('error', () => this.#refuse(CUT_OFF));
  }
}
