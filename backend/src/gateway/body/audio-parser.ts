import { ByokError } from '#contracts';
import type { FastifyInstance } from 'fastify';
import { takesRecordings } from '../../jobs/upload/takes-recordings.js';
import { FORM_LIMIT, recordingTooLarge } from './form-reader.js';

const TAKES_AUDIO = /^\/api\/(?:v1|openai\/v1)\/audio\/transcriptions(?:\?|$)/;

/** Hands multipart forms over as the stream that comes in, on the audio routes and for jobs; elsewhere they are refused. */
export function registerAudioParser(instance: FastifyInstance): void {
  instance.addContentTypeParser('multipart/form-data', (request, payload, done) => {
    const url = request.raw.url ?? '';
    if (takesRecordings(url)) return done(null, payload);
    if (!TAKES_AUDIO.test(url)) {
      payload.resume();
      return done(new ByokError('unsupported_media_type', 'Send the body as JSON, with content-type: application/json.'));
    }
    const { 'content-encoding': encoding, 'content-length': length = '0' } = request.headers;
    if (encoding !== undefined && encoding !== 'identity') {
      return done(new ByokError('unsupported_media_type', 'Send the form as it is: compressed bodies (content-encoding) are not read here.'));
    }
    if (Number(length) > FORM_LIMIT) return done(recordingTooLarge());
    done(null, payload);
  });
}
