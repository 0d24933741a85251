import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { parseMultipart, type MultipartBody } from '../body/multipart-body.js';
import type { SentForm } from '../body/multipart-writer.js';

/** The few fields of a transcription that routing and our own translation read. */
export interface TranscriptionRequest {
  /** For providers that take the form as it is. */
  readonly sent: SentForm;
  readonly file: NonNullable<MultipartBody['file']>;
  readonly model: string;
  /** As the client wrote it; `json` by default. */
  readonly format: string;
  readonly stream: boolean;
  readonly language: string | undefined;
  readonly prompt: string | undefined;
  readonly temperature: number | undefined;
  readonly granularities: readonly string[];
}

function flag(form: MultipartBody, name: string): boolean {
  const value = form.optional(name);
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw new ByokError('request_invalid', `The field "${name}" must be true or false.`, { param: name });
}

function number(form: MultipartBody, name: string): number | undefined {
  const value = form.optional(name);
  if (value === undefined || value === '') return undefined;
  if (Number.isFinite(Number(value))) return Number(value);
  throw new ByokError('request_invalid', `The field "${name}" must be a number.`, { param: name });
}

/** @throws ByokError request_invalid, key_malformed or payload_too_large */
export async function readTranscriptionRequest({ body, headers }: FastifyRequest): Promise<TranscriptionRequest> {
  const contentType = headers['content-type'] ?? '';
  const form = await parseMultipart(body, contentType);
  const { file } = form;
  if (file === undefined || file.bytes.length === 0) {
    throw new ByokError('request_invalid', 'The form has no recording, or an empty one: send it in the field "file".', { param: 'file' });
  }
  return {
    sent: { form, contentType, bytes: body as Buffer },
    file,
    model: form.field('model'),
    format: form.optional('response_format') || 'json',
    stream: flag(form, 'stream'),
    language: form.optional('language') || undefined,
    prompt: form.optional('prompt') || undefined,
    temperature: number(form, 'temperature'),
    granularities: form.list('timestamp_granularities'),
  };
}
