import { randomUUID } from 'node:crypto';
import type { WireBody } from '#providers';
import type { UploadedForm } from './uploaded-form.js';

/** A form on its way to a provider. */
export interface WrittenForm {
  readonly headers: { readonly 'content-type': string; readonly 'content-length': string };
  readonly body: WireBody;
}

const quoted = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function written(contentType: string, length: number, body: WireBody): WrittenForm {
  return { headers: { 'content-type': contentType, 'content-length': String(length) }, body };
}

/** The form written anew with a model: nothing but its fields and its file goes out. */
export function formAnew(form: UploadedForm, model: string): WrittenForm {
  return rewritten(form, { model });
}

/** Writes a form anew, with some text fields replaced by others; the file's bytes stay. */
function rewritten(form: UploadedForm, replaced: Readonly<Record<string, string>>): WrittenForm {
  const boundary = `byok-${randomUUID()}`;
  const texts = form.fields.map(([name, value]) => {
    const text = Object.hasOwn(replaced, name) ? replaced[name] : value;
    return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${text}\r\n`;
  });
  const { file } = form;
  if (file !== undefined) {
    const disposition = `content-disposition: form-data; name="file"; filename="${quoted(file.name)}"`;
    texts.push(`--${boundary}\r\n${disposition}\r\ncontent-type: ${file.mediaType}\r\n\r\n`);
  }
  const head = Buffer.from(texts.join(''));
  const tail = Buffer.from(`${file === undefined ? '' : '\r\n'}--${boundary}--\r\n`);
  return written(`multipart/form-data; boundary=${boundary}`, head.length + (file?.size ?? 0) + tail.length, async function* () {
    yield head;
    if (file !== undefined) yield* form.fileBytes();
    yield tail;
  });
}

/** The client's own bytes when they name the provider's id already; else the form written anew with it. */
export function formWithModel(form: UploadedForm, model: string): WrittenForm {
  if (form.optional('model') !== model) return formAnew(form, model);
  return written(form.contentType, form.body.size, () => form.body.read());
}
