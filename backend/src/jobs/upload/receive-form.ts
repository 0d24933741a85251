import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { ByokError } from '#contracts';
import { refuseKeysInBody } from '../../byok/index.js';
import { arrivalOf } from '../../http/intake/index.js';
import { IDLE_MS, UPLOAD_LIMIT, silentUpload, storageError, uploadTooLarge } from '../../uploads/index.js';
import type { StorageRoom } from './arriving-recordings.js';
import type { UploadStore } from './upload-store.service.js';

const FIELD_LIMIT = 1024 * 1024;
const FIELDS = 20;

const NO_BOUND: StorageRoom = { bytes: Infinity, exceeded: () => new ByokError('quota_exceeded', 'There is no room.') };

export interface ReceivedForm {
  readonly fields: Readonly<Record<string, string>>;
  /** Where the recording is; undefined when none came. The receiver must keep or discard it. */
  readonly file: { readonly path: string; readonly bytes: number; readonly name: string } | undefined;
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
 *   rate_limited for too many of the user's at once, and what `storage` says once more comes than it has room for
 */
export async function receiveForm(
  payload: Readable,
  contentType: string,
  uploads: UploadStore,
  userId: string,
  { limit = UPLOAD_LIMIT, idleMilliseconds = IDLE_MS, storage = NO_BOUND }: { limit?: number; idleMilliseconds?: number; storage?: StorageRoom } = {},
): Promise<ReceivedForm> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  let writing: Promise<{ path: string; bytes: number }> | undefined;
  let incoming: Readable | undefined;
  let called = '';
  let idle: NodeJS.Timeout | undefined;
  const arrival = arrivalOf(payload as IncomingMessage);
  const parser = createParser(contentType, limit);
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
      writing = write(stream, uploads, userId, storage);
      writing.catch(reject);
    });
    for (const event of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const) {
      parser.on(event, () => reject(invalid(`The form has more than ${FIELDS} fields, or more than one file.`)));
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
    // What still comes is read past, so that the client gets to hear the answer.
    payload.resume();
    const written = await writing?.catch(() => undefined);
    if (written !== undefined) await uploads.discard(written.path);
    throw error;
  } finally {
    clearTimeout(idle);
  }
}

function createParser(contentType: string, limit: number) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { fields: FIELDS, files: 2, fieldSize: FIELD_LIMIT, fileSize: limit, headerPairs: 50 },
    });
  } catch {
    throw invalid('The form is malformed: its content-type names no boundary.');
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

async function write(stream: Readable & { truncated: boolean }, uploads: UploadStore, userId: string, storage: StorageRoom): Promise<{ path: string; bytes: number }> {
  const { path, stream: disk, admit, end } = await uploads.receive(userId, storage).catch((error: unknown) => Promise.reject(storageError(error)));
  try {
    // A pipeline from a stream that is gone already would never end.
    if (stream.destroyed) throw cutOff();
    await pipeline(
      stream,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          await admit(chunk.length);
          yield chunk;
        }
      },
      disk,
    );
    if (stream.truncated) throw uploadTooLarge();
    if (disk.bytesWritten === 0) throw invalid('The recording is empty: it has no bytes.', 'file');
    return { path, bytes: disk.bytesWritten };
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
