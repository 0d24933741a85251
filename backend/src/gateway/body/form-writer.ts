import { randomUUID } from 'node:crypto';
import type { WireBody } from '#providers';
import type { FormFile } from './form-reader.js';
import type { UploadedForm } from './uploaded-form.js';

/** A form on its way to a provider. */
export interface WrittenForm {
  readonly headers: { readonly 'content-type': string; readonly 'content-length': string };
  readonly body: WireBody;
}

/** Of one token each, with parameters left out. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

const mediaTypeOf = ({ mediaType }: FormFile) => (MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream');
const quoted = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/**
 * Writes a form anew under a boundary of ours, with the provider's id of the model; the file's bytes stay. Never passes
 * the client's own framing on: a form that two parsers read differently would be checked as one and sent as the other.
 */
export function formWithModel(form: UploadedForm, model: string): WrittenForm {
  const boundary = `byok-${randomUUID()}`;
  const texts = form.fields.map(([name, value]) => {
    const text = name === 'model' ? model : value;
    return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${text}\r\n`;
  });
  const { file } = form;
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
      if (file !== undefined) yield* form.fileBytes();
      yield tail;
    },
  };
}
