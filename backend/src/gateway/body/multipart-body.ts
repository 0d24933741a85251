import { Busboy } from '@fastify/busboy';
import { ByokError } from '#contracts';
import { refuseKeysInBody } from '../../byok/credential/misplaced-keys.js';

/** A form as it was sent: text fields with their repetitions, and at most one file. */
export interface MultipartBody {
  /** The one value of a text field. @throws ByokError request_invalid when it is missing or repeated */
  field(name: string): string;
  /** Undefined when the field is missing. @throws ByokError request_invalid when it is repeated */
  optional(name: string): string | undefined;
  /** Every value of a list field, which clients name `field[]` or repeat. */
  list(name: string): readonly string[];
  readonly file: { readonly name: string; readonly mediaType: string; readonly bytes: Buffer } | undefined;
}

const TOO_MANY = 100;

function invalid(message: string, param?: string): ByokError {
  return new ByokError('request_invalid', message, { param });
}

class ParsedBody implements MultipartBody {
  readonly #fields = new Map<string, string[]>();
  file: MultipartBody['file'];

  add(name: string, value: string): void {
    this.#fields.set(name, [...(this.#fields.get(name) ?? []), value]);
  }

  list(name: string): readonly string[] {
    return [...(this.#fields.get(name) ?? []), ...(this.#fields.get(`${name}[]`) ?? [])];
  }

  optional(name: string): string | undefined {
    const values = this.#fields.get(name) ?? [];
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
 * @throws ByokError request_invalid for what is no whole form, key_malformed for a key in a field
 */
export async function parseMultipart(bytes: unknown, contentType: string | undefined): Promise<MultipartBody> {
  if (!Buffer.isBuffer(bytes) || contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) {
    throw invalid('Send the audio as multipart/form-data with the fields "file" and "model".');
  }
  const parsed = new ParsedBody();
  await new Promise<void>((resolve, reject) => {
    const refuse = (message: string, param?: string) => reject(invalid(message, param));
    let parser: ReturnType<typeof createParser>;
    try {
      parser = createParser(contentType);
    } catch {
      refuse('The form is malformed: its content-type names no boundary.');
      return;
    }
    parser.on('field', (name: string, value: string) => {
      try {
        refuseKeysInBody({ [name]: null });
        parsed.add(name, value);
      } catch (error) {
        reject(error as ByokError);
      }
    });
    parser.on('file', (name: string, stream: NodeJS.ReadableStream, fileName: string, _encoding: string, mediaType: string) => {
      const chunks: Buffer[] = [];
      if (parsed.file !== undefined || name !== 'file') refuse('The form must hold one file, in the field "file".', 'file');
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (parsed.file = { name: fileName, mediaType, bytes: Buffer.concat(chunks) }));
      stream.on('error', () => refuse('The form is cut off: its last boundary is missing.'));
    });
    parser.on('error', () => refuse('The form is malformed or cut off: its last boundary is missing.'));
    parser.on('finish', resolve);
    parser.end(bytes);
  });
  return parsed;
}

function createParser(contentType: string) {
  return new Busboy({ headers: { 'content-type': contentType }, limits: { fields: TOO_MANY, files: 2, fieldSize: 1024 * 1024 } });
}
