import { randomUUID } from 'node:crypto';
import type { MultipartBody } from './multipart-body.js';

/** A form in bytes, with the content-type that names its boundary. */
export interface EncodedForm {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A form as the client sent it, and as parsed. */
export interface SentForm extends EncodedForm {
  readonly form: MultipartBody;
}

const quoted = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Writes a form anew, with some text fields replaced by others; the file's bytes stay. */
export function encodeForm(form: MultipartBody, replaced: Readonly<Record<string, string>>): EncodedForm {
  const boundary = `byok-${randomUUID()}`;
  const parts: Buffer[] = [];
  for (const [name, value] of form.entries()) {
    const text = Object.hasOwn(replaced, name) ? replaced[name] : value;
    parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${text}\r\n`));
  }
  if (form.file !== undefined) {
    const { name, mediaType, bytes } = form.file;
    const disposition = `content-disposition: form-data; name="file"; filename="${quoted(name)}"`;
    parts.push(Buffer.from(`--${boundary}\r\n${disposition}\r\ncontent-type: ${mediaType}\r\n\r\n`), bytes, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat(parts) };
}

/** The client's own bytes when they name the provider's id already; else the form written anew with it. */
export function formWithModel({ form, contentType, bytes }: SentForm, model: string): EncodedForm {
  return form.optional('model') === model ? { contentType, bytes } : encodeForm(form, { model });
}
