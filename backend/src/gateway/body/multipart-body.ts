import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { ByokError } from '#contracts';
import { refuseKeysInBody } from '../../byok/credential/misplaced-keys.js';
import { AUDIO_LIMIT } from '../../http/index.js';

/** A form as it was sent: text fields with their repetitions, and at most one file. */
export interface MultipartBody {
  /** The one value of a text field. @throws ByokError request_invalid when it is missing or repeated */
  field(name: string): string;
  /** Undefined when the field is missing. @throws ByokError request_invalid when it is repeated */
  optional(name: string): string | undefined;
  /** Every value of a list field, which clients name `field[]` or repeat. */
  list(name: string): readonly string[];
  /** Every text field, in the order of the form. */
  entries(): Iterable<readonly [name: string, value: string]>;
  readonly file: { readonly name: string; readonly mediaType: string; readonly bytes: Buffer } | undefined;
}

/** Above any of these the form is refused: a provider might read what we don't. */
const LIMITS = { fields: 100, files: 1, parts: 101, fieldNameSize: 200, fieldSize: 1024 * 1024 };

/** The refusal of a recording that is too large; also for the parser that reads the form off the wire. */
export function recordingTooLarge(): ByokError {
  return new ByokError('payload_too_large', 'The recording is larger than 25 MiB, the limit of this route. Cut it, or send it as a job.');
}

function invalid(message: string, param?: string): ByokError {
  return new ByokError('request_invalid', message, { param });
}

const CUT_OFF = 'The form is malformed or cut off: its last boundary is missing.';

class ParsedBody implements MultipartBody {
  readonly #fields: (readonly [name: string, value: string])[] = [];
  file: MultipartBody['file'];

  add(name: string, value: string): void {
    this.#fields.push([name, value]);
  }

  entries(): Iterable<readonly [name: string, value: string]> {
    return this.#fields;
  }

  list(name: string): readonly string[] {
    return this.#fields.filter(([field]) => field === name || field === `${name}[]`).map(([, value]) => value);
  }

  optional(name: string): string | undefined {
    const values = this.#fields.filter(([field]) => field === name).map(([, value]) => value);
    if (values.length > 1) throw invalid(`The form names "${name}" more than once: name it once.`, name);
    return values[0];
  }

  field(name: string): string {
    const value = this.optional(name);
    if (value === undefined || value === '') throw invalid(`The form has no field "${name}".`, name);
    return value;
  }
}

/**
 * Reads a multipart form that is already in memory.
 * @throws ByokError request_invalid for what is no whole form, key_malformed for a key in a field,
 *   payload_too_large for a file above 25 MiB
 */
export async function parseMultipart(bytes: unknown, contentType: string | undefined): Promise<MultipartBody> {
  if (!Buffer.isBuffer(bytes) || contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) {
    throw invalid('Send the audio as multipart/form-data with the fields "file" and "model".');
  }
  const parsed = new ParsedBody();
  await new Promise<void>((resolve, reject) => {
    const refuse = (message: string, param?: string) => reject(invalid(message, param));
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
    } catch {
      return refuse('The form is malformed: its content-type names no boundary.');
    }
    parser.on('field', (name: string | undefined, value: string, nameCut: boolean, valueCut: boolean) => {
      if (name === undefined || nameCut || valueCut) return refuse('A field of the form has no name, or is too long.');
      try {
        refuseKeysInBody({ [name]: null });
        parsed.add(name, value);
      } catch (error) {
        reject(error as ByokError);
      }
    });
    parser.on('file', (name: string, stream: BusboyFileStream, fileName: string | undefined, _encoding: string, mediaType: string) => {
      const chunks: Buffer[] = [];
      if (name !== 'file') refuse('The form must hold one file, in the field "file".', 'file');
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (parsed.file = { name: fileName ?? 'audio', mediaType, bytes: Buffer.concat(chunks) }));
      stream.on('error', () => refuse(CUT_OFF));
    });
    parser.on('filesLimit', () => refuse('The form must hold one file, in the field "file".', 'file'));
    for (const limit of ['fieldsLimit', 'partsLimit'] as const) parser.on(limit, () => refuse('The form has too many fields.'));
    parser.on('error', () => refuse(CUT_OFF));
    parser.on('finish', resolve);
    parser.end(bytes);
  });
  if ((parsed.file?.bytes.length ?? 0) > AUDIO_LIMIT) throw recordingTooLarge();
  return parsed;
}
