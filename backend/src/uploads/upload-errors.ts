import { ERRORS } from '@tus/server';
import { ByokError } from '#contracts';
import { UPLOAD_LIMIT } from './upload-limits.js';

/** A header of an upload request, or a field of a job, that can't be right. */
export function refusedField(field: string, message: string): ByokError {
  return new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
}

export const noSuchUpload = () => new ByokError('not_found', 'There is no upload with this id: it never was, has been used, or nothing came to it for 24 hours. Begin anew.');

export const uploadTooLarge = () =>
  new ByokError('payload_too_large', `The recording is larger than ${UPLOAD_LIMIT / 1024 ** 3} GiB, the limit. Send it in parts, or as audio only.`);

/** @param milliseconds how long nothing came */
export const silentUpload = (milliseconds: number) =>
  new ByokError('request_timeout', `The upload was given up: nothing of it came for ${milliseconds / 1000} s. Send it again, or go on where it stands.`);

export const noRoom = (cause?: unknown) =>
  new ByokError('unavailable', 'There is no room for the recording on the server just now. Try again later, or tell its operator.', {
    ...(cause === undefined ? {} : { cause }),
  });

/** The error that a full disk, or a user's share of it, raises, in our terms; any other unchanged. */
export function storageError(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' ? noRoom(error) : error;
}

const BY_STATUS: Readonly<Record<number, () => ByokError>> = {
  [ERRORS.FILE_NOT_FOUND.status_code]: noSuchUpload,
  [ERRORS.FILE_NO_LONGER_EXISTS.status_code]: noSuchUpload,
  [ERRORS.INVALID_OFFSET.status_code]: () =>
    new ByokError('conflict', 'The upload is at another offset than upload-offset says: ask for it with HEAD, and go on from there.'),
  [ERRORS.ERR_SIZE_EXCEEDED.status_code]: () => new ByokError('payload_too_large', 'More bytes came than upload-length announced.'),
  501: () => new ByokError('invalid_input', 'This extension of tus is not taken here: OPTIONS lists those that are.'),
};

/** An error of the tus server in our terms; what it can't mean stays as it is. */
export function uploadError(error: unknown): unknown {
  if (error instanceof ByokError) return error;
  if (error === ERRORS.ERR_LOCK_TIMEOUT || error === ERRORS.ABORTED) {
    return new ByokError('conflict', 'Another request writes to this upload. Ask with HEAD where it is, and go on from there.', { retryAfterSeconds: 1 });
  }
  const status = (error as { status_code?: unknown } | undefined)?.status_code;
  const known = typeof status === 'number' ? BY_STATUS[status] : undefined;
  if (known !== undefined) return known();
  if (typeof status === 'number' && status < 500) return new ByokError('invalid_input', 'The request is not one that tus 1.0.0 allows: check its headers.');
  return storageError(error);
}
