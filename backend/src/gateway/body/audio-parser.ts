import { ByokError } from '#contracts';
import type { FastifyInstance } from 'fastify';
import { AUDIO_LIMIT } from '../../http/index.js';
import { takesRecordings } from '../../jobs/upload/takes-recordings.js';
import { recordingTooLarge } from './multipart-body.js';

/** Room for the form's other fields and boundaries, in bytes. */
const FRAME_BYTES = 1024 * 1024;
const TAKES_AUDIO = /^\/api\/(?:v1|openai\/v1)\/audio\/transcriptions(?:\?|$)/;

/** What is too large is read on up to here, so that the client hears the refusal; then its connection is cut. */
const PATIENCE_BYTES = 4 * AUDIO_LIMIT;

/** Takes multipart forms on the audio routes, whole and as bytes, up to the audio limit; for jobs as the stream that comes in; elsewhere they are refused. */
export function registerAudioParser(instance: FastifyInstance): void {
  instance.addContentTypeParser('multipart/form-data', (request, payload, done) => {
    const url = request.raw.url ?? '';
    if (takesRecordings(url)) return done(null, payload);
    if (!TAKES_AUDIO.test(url)) {
      payload.resume();
      return done(new ByokError('unsupported_media_type', 'Send the body as JSON, with content-type: application/json.'));
    }
    if (Number(request.headers['content-length'] ?? 0) > AUDIO_LIMIT + FRAME_BYTES) return done(recordingTooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    payload.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= AUDIO_LIMIT + FRAME_BYTES) chunks.push(chunk);
      else chunks.length = 0;
      if (size > PATIENCE_BYTES) payload.destroy();
    });
    payload.once('error', (error: Error) => done(error));
    payload.once('end', () => {
      if (size > AUDIO_LIMIT + FRAME_BYTES) done(recordingTooLarge());
      else done(null, Buffer.concat(chunks));
    });
  });
}
