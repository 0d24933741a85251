import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import type { FormFile, UploadedForm } from '../../multipart/index.js';
import type { ProviderBodies } from '../body/provider-bodies.service.js';
import { formFieldOf } from '../platform/platform-form.js';

/** The few fields of a transcription that routing and our own translation read. */
export interface TranscriptionRequest {
  /** For providers that take the form as it is. */
  readonly form: UploadedForm;
  readonly file: FormFile;
  readonly model: string;
  /** As the client wrote it; `json` by default. */
  readonly format: string;
  readonly stream: boolean;
  readonly language: string | undefined;
  readonly prompt: string | undefined;
  readonly temperature: number | undefined;
  readonly granularities: readonly string[];
}

/** The fields of a form that a transcription by a chat model reads: for its prompt, or for the form of the answer. */
const READ_FIELDS: ReadonlySet<string> = new Set(['file', 'model', 'response_format', 'stream', 'language', 'prompt', 'temperature', 'timestamp_granularities']);

/** Names of the fields of a form that only a provider with the route itself reads; what is empty counts as absent. */
export function unreadFields(form: Pick<UploadedForm, 'fields'>): string[] {
  return form.fields.filter(([, value]) => value !== '').map(([name]) => formFieldOf(name)).filter((name) => !READ_FIELDS.has(name));
}

function flag(form: UploadedForm, name: string): boolean {
  const value = form.optional(name);
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw new ByokError('request_invalid', `The field "${name}" must be true or false.`, { param: name });
}

function number(form: UploadedForm, name: string): number | undefined {
  const value = form.optional(name);
  if (value === undefined || value === '') return undefined;
  if (Number.isFinite(Number(value))) return Number(value);
  throw new ByokError('request_invalid', `The field "${name}" must be a number.`, { param: name });
}

/**
 * Reads the form of a request for a transcription. The caller must dispose the form.
 * @throws ByokError request_invalid, key_malformed or payload_too_large; the upload is disposed then
 */
export async function readTranscriptionRequest(request: FastifyRequest, bodies: ProviderBodies): Promise<TranscriptionRequest> {
  const form = await bodies.form(request);
  try {
    return transcriptionIn(form);
  } catch (error) {
    await form.dispose();
    throw error;
  }
}

/** @throws ByokError request_invalid */
export function transcriptionIn(form: UploadedForm): TranscriptionRequest {
  const { file } = form;
  if (file === undefined || file.size === 0) {
    throw new ByokError('request_invalid', 'The form has no recording, or an empty one: send it in the field "file".', { param: 'file' });
  }
  return {
    form,
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
