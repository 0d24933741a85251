import { randomUUID } from 'node:crypto';
import type { WireBody } from '#providers';
import type { UploadedForm } from './uploaded-form.js';

/** A form on its way to a provider. */
export interface WrittenForm {
  readonly headers: { readonly 'content-type': string; readonly 'content-length': string };
  readonly body: WireBody;
}

/** The file of a form that is written, for its field "file". */
export interface FilePart {
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** `size` bytes, from the first one each time it is called. */
  bytes(): AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** Of one token each, with parameters left out. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

const mediaTypeOf = ({ mediaType }: FilePart) => (MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream');
const quoted = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Writes multipart/form-data (RFC 7578) under a boundary of ours; the file's bytes pass through unchanged. */
export function writeForm(fields: readonly (readonly [name: string, value: string])[], file: FilePart | undefined): WrittenForm {
  const boundary = `byok-${randomUUID()}`;
  const texts = fields.map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`);
  if (file !== undefined) {
    const disposition = `content-disposition: form-data; name="file"; filename="${quoted(file.name)}"`;
    texts.push(`--${boundary}\r\n${disposition}\r\ncontent-type: ${mediaTypeOf(file)}\r\n\r\n`);
  }
  const head = Buffer.from(texts.join(''));
  const tail = Buffer.from(`${file === undefined ? '' : '\r\n'}--${boundary}--\r\n`);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(head.length + (file?.size ?? 0) + tail.length) },
    body: async function* () {
      yield head;
      if (file !== undefined) yield* file.bytes();
      yield tail;
    },
  };
}

/**
 * A form with the provider's id of the model: as it came where it names that already and has one meaning, else written
 * anew.
 */
export function formAsSent(form: UploadedForm, model: string): WrittenForm {
  if (!form.hasOneMeaning || form.field('model') !== model) return formWithModel(form, model);
  return { headers: { 'content-type': form.contentType, 'content-length': String(form.body.size) }, body: () => form.body.read() };
}

/**
 * Writes a form anew with the provider's id of the model. Never passes the client's own framing on: a form that two
 * parsers read differently would be checked as one and sent as the other.
 */
export function formWithModel(form: UploadedForm, model: string): WrittenForm {
  const fields = form.fields.map(([name, value]) => [name, name === 'model' ? model : value] as const);
  return writeForm(fields, form.file && { ...form.file, bytes: () => form.fileBytes() });
}
