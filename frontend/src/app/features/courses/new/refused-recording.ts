import type { ApiError } from '../../../core/http/api-error.js';

type Refusal = Pick<ApiError, 'code' | 'errors'>;

/** The server has let go of the upload that a job was to be made from: it waited too long, or another job took it. */
export function uploadIsGone({ code, errors }: Refusal): boolean {
  return code === 'not_found' || (code === 'invalid_input' && errors.some(({ field }) => field === 'upload'));
}

/** Bytes of the upload are missing on the server. */
export function isIncomplete({ code }: Refusal): boolean {
  return code === 'conflict';
}

/** What was uploaded can't become a course; sending the job again would not help. */
export function refusesRecording({ code, errors }: Refusal): boolean {
  const aboutRecording = errors.length === 0 || errors.some(({ field }) => field === 'file');
  return (code === 'invalid_input' && aboutRecording) || code === 'unsupported_media_type' || code === 'payload_too_large';
}
