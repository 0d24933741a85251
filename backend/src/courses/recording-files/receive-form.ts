import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ByokError } from '#contracts';
import { refuseKeysInBody } from '#nestjs-byok';
import { arrivalOf } from '../../http/index.js';
import { createFormParser } from '../../multipart/index.js';
import { IDLE_MS, UPLOAD_LIMIT, silentUpload, storageError, uploadTooLarge } from '../../uploads/index.js';
import type { StorageRoom } from './arriving-recordings.js';
import type { ReceivingFile, RecordingFiles } from './recording-files.service.js';

/** Bytes of one field. */
const MAX_FIELD_BYTES = 1024 * 1024;
const MAX_FIELDS = 20;
const FORM_LIMITS = { fields: MAX_FIELDS, files: 2, fieldSize: MAX_FIELD_BYTES, headerPairs: 50 };

const NO_BOUND: StorageRoom = { bytes: Infinity, exceeded: () => new ByokError('quota_exceeded', 'There is no room.') };

export interface ReceivedForm {
  readonly fields: Readonly<Record<string, string>>;
  /** Where the recording is; undefined when there was none. The receiver must keep or discard it. */
  readonly file: (StoredFile & { readonly name: string }) | undefined;
}

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 in base64url, when it was asked for. */
  readonly digest?: string;
}

export interface FormOptions {
  /** Bytes of the recording. */
  readonly limit?: number;
  readonly idleMilliseconds?: number;
  readonly storage?: StorageRoom;
  /** Takes the recording's digest on its way. */
  readonly digest?: boolean;
  /** False: nothing of the recording is stored. */
  readonly keep?: boolean;
}

function invalid(message: string, field?: string): ByokError {
  return new ByokError('invalid_input', message, field === undefined ? {} : { errors: [{ field, message }] });
}

const cutOff = () => invalid('The upload broke off: its last boundary is missing. Send it again.');

/**
 * Reads a form from the connection: small fields into memory, the recording straight to disk. Whatever goes
 * wrong, also when the client goes away, no file stays behind.
 * @param userId whose recording it is
 * @throws ByokError invalid_input, payload_too_large, key_malformed, unavailable, request_timeout for silence,
 *   rate_limited for too many of the user at once, and what `storage` says once more comes than it has room for
 */
export async function receiveForm(
  payload: Readable,
  contentType: string,
  uploads: RecordingFiles,
  userId: string,
  { limit = UPLOAD_LIMIT, idleMilliseconds = IDLE_MS, storage = NO_BOUND, digest = false, keep = true }: FormOptions = {},
): Promise<ReceivedForm> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  let writing: Promise<StoredFile> | undefined;
  let incoming: Readable | undefined;
  let called = '';
  let idle: NodeJS.Timeout | undefined;
  const arrival = arrivalOf(payload as IncomingMessage);
  const parser = createFormParser(contentType, { ...FORM_LIMITS, fileSize: limit }, invalid);
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('field', (name: string, value: string, nameCut: boolean, valueCut: boolean) => {
      try {
        takeField(fields, name, value, nameCut || valueCut);
      } catch (error) {
        reject(error as ByokError);
      }
    });
    parser.on('file', (name: string, stream: Readable & { truncated: boolean }, fileName: string | undefined) => {
      if (writing !== undefined || name !== 'file') {
        stream.on('error', () => undefined).resume();
        return reject(invalid('The form must hold one file, in the field "file".', 'file'));
      }
      incoming = stream;
      called = fileName ?? '';
      // The parser's word that the form breaks off; nothing else would end the stream then.
      stream.on('error', () => stream.destroy());
      writing = write(stream, () => (keep ? uploads.receive(userId, storage) : uploads.pass(userId)), uploads, digest);
      writing.catch(reject);
    });
    for (const event of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const) {
      parser.on(event, () => reject(invalid(`The form has more than ${MAX_FIELDS} fields, or more than one file.`)));
    }
    parser.on('error', () => reject(cutOff()));
    parser.on('finish', resolve);
    idle = setTimeout(() => {
      arrival?.markLate();
      reject(silentUpload(idleMilliseconds));
    }, idleMilliseconds);
    payload.on('data', () => idle?.refresh());
    payload.once('error', () => reject(cutOff()));
    payload.once('close', () => payload.readableEnded || reject(cutOff()));
  });
  payload.pipe(parser);
  arrival?.begin(undefined);
  try {
    await parsed;
    const file = await writing;
    return { fields, file: file && { ...file, name: called } };
  } catch (error) {
    payload.unpipe(parser);
    incoming?.destroy();
    parser.destroy();
    // What still comes is read past, so that the client receives the response.
    payload.resume();
    const written = await writing?.catch(() => undefined);
    if (written !== undefined) await uploads.discard(written.path);
    throw error;
  } finally {
    clearTimeout(idle);
  }
}

function takeField(fields: Record<string, string>, name: string, value: string, cut: boolean): void {
  refuseKeysInBody({ [name]: null });
  if (cut) throw new ByokError('payload_too_large', 'A field of the form is larger than 1 MiB, the limit.');
  if (name === 'file') throw invalid('file must be a file, not text.', 'file');
  if (Object.hasOwn(fields, name)) throw invalid('The form names a field more than once: name each once.');
  if (value.includes('\0')) throw invalid('A field of the form holds a null character.');
  fields[name] = value;
}

async function write(stream: Readable & { truncated: boolean }, receive: () => Promise<ReceivingFile> | ReceivingFile, uploads: RecordingFiles, digest: boolean): Promise<StoredFile> {
  const opening = (async () => receive())();
  const { path, stream: disk, admit, end } = await opening.catch((error: unknown) => Promise.reject(storageError(error)));
  const hash = digest ? createHash('sha256') : undefined;
  try {
    // A pipeline from a stream that is gone already would never end.
    if (stream.destroyed) throw cutOff();
    await pipeline(
      stream,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          await admit(chunk.length);
          hash?.update(chunk);
          yield chunk;
        }
      },
      disk,
    );
    if (stream.truncated) throw uploadTooLarge();
    if (disk.bytesWritten === 0) throw invalid('The recording is empty: it has no bytes.', 'file');
    return { path, bytes: disk.bytesWritten, ...(hash === undefined ? {} : { digest: hash.digest('base64url') }) };
  } catch (error) {
    // A file still being opened would appear after its removal.
    if (!disk.closed) await new Promise<void>((resolve) => disk.once('close', resolve).destroy());
    await uploads.discard(path);
    if (error instanceof ByokError) throw error;
    throw (error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE' ? cutOff() : storageError(error);
  } finally {
    end();
  }
}
