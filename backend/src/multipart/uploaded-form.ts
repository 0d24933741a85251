import { Readable } from 'node:stream';
import type { BusboyFileStream } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { arrivingChunks } from '../http/index.js';
import { FormFrame, type FramedPart } from './form-frame.js';
import { FORM_LIMIT, FormReader, createUploadParser, invalidForm, recordingTooLarge, type FormFile } from './form-reader.js';
import type { SpooledBody } from './spooled-body.js';
import type { UploadSpool } from './upload-spool.service.js';

/** A form as it was sent: its text fields with their repetitions, at most one file, and the bytes as they came. */
export class UploadedForm {
  constructor(
    readonly contentType: string,
    /** As it came. */
    readonly body: SpooledBody,
    readonly fields: readonly (readonly [name: string, value: string])[],
    readonly file: FormFile | undefined,
    /** Whether every reader finds the same in the bytes: only then may they go on as they came. */
    readonly hasOneMeaning: boolean,
  ) {}

  /** Every value of a list field, which clients name `field[]` or repeat. */
  list(name: string): readonly string[] {
    return this.fields.filter(([field]) => field === name || field === `${name}[]`).map(([, value]) => value);
  }

  /** Undefined when the field is missing. @throws ByokError request_invalid when it is repeated, or written as a list or an object */
  optional(name: string): string | undefined {
    const values = this.fields.filter(([field]) => field === name).map(([, value]) => value);
    if (this.fields.some(([field]) => field.startsWith(`${name}[`))) throw invalidForm(`The field "${name}" must be one text: name it without brackets.`, name);
    if (values.length > 1) throw invalidForm(`The form names "${name}" more than once: name it once.`, name);
    return values[0];
  }

  /** The one value of a text field. @throws ByokError request_invalid when it is missing or repeated */
  field(name: string): string {
    const value = this.optional(name);
    if (value === undefined || value === '') throw invalidForm(`The form has no field "${name}".`, name);
    return value;
  }

  /** The bytes of the file, read out of the form anew. */
  async *fileBytes(): AsyncGenerator<Buffer> {
    const parser = createUploadParser(this.contentType);
    const source = Readable.from(this.body.read());
    const found = new Promise<BusboyFileStream>((resolve, reject) => {
      parser.on('file', (_name: string, stream: BusboyFileStream) => {
        source.once('error', (error) => stream.destroy(error));
        resolve(stream);
      });
      parser.on('error', reject);
      parser.on('finish', () => reject(invalidForm('The form has no file.', 'file')));
      source.once('error', reject);
    });
    source.pipe(parser);
    try {
      yield* (await found) as AsyncIterable<Buffer>;
    } finally {
      source.destroy();
    }
  }

  /** Lets go of the upload: the receiver's duty, whatever became of it. */
  dispose(): Promise<void> {
    return this.body.dispose();
  }
}

/**
 * Receives the multipart form of a request off the wire, in bounded memory. The caller must dispose the result.
 * @throws ByokError request_invalid for what is no whole form, key_malformed for a key in a field,
 *   payload_too_large for a file above 25 MiB, request_timeout for one that came too slowly; the upload is let go of then
 */
export async function receiveUpload(request: FastifyRequest, spool: UploadSpool): Promise<UploadedForm> {
  const payload = request.body;
  const contentType = request.headers['content-type'];
  if (!(payload instanceof Readable) || contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) {
    throw invalidForm('Send the audio as multipart/form-data with the fields "file" and "model".');
  }
  const reader = new FormReader(contentType);
  const frame = new FormFrame(contentType);
  const body = spool.body();
  // For the usage's estimate, which needs the size.
  request.body = body;
  try {
    for await (const chunk of arrivingChunks(payload)) {
      await reader.write(chunk);
      frame.write(chunk);
      if (body.size + chunk.length > FORM_LIMIT) throw recordingTooLarge();
      await body.append(chunk);
    }
    await reader.end();
    frame.end();
    if (frame.failure?.code === 'key_malformed') throw frame.failure;
    return new UploadedForm(contentType, body, reader.fields, reader.file, frame.failure === undefined && isWhole(frame.parts, reader));
  } catch (error) {
    reader.stop();
    await body.dispose();
    throw payload.errored !== null ? invalidForm('The upload broke off before its end. Send it again.') : error;
  }
}

/** Whether what was read is all that stands in the form, byte by byte. */
function isWhole(parts: readonly FramedPart[], { fields, file }: Pick<FormReader, 'fields' | 'file'>): boolean {
  const texts = parts.filter(({ isFile }) => !isFile);
  const files = parts.filter(({ isFile }) => isFile);
  return (
    texts.length === fields.length &&
    texts.every(({ name, size }, index) => name === fields[index]?.[0] && size === Buffer.byteLength(fields[index][1])) &&
    files.length === Number(file !== undefined) &&
    files.every(({ size }) => size === file?.size)
  );
}
