import { integer, list, ref, text, type JsonObject, type Schema } from '../json.js';
import { json, operation, pathParameter, type Paths } from '../operation.js';

const tag = 'uploads';
const id = pathParameter('id', ref('Id'), "The upload's id.");
const header = (name: string, description: string, schema: Schema, required = true): JsonObject => ({ name, in: 'header', required, description, schema });
const version = header('tus-resumable', 'The version of the protocol.', { const: '1.0.0' });
const offset = header('upload-offset', 'Where the bytes begin: where the upload stands.', integer(undefined, { minimum: 0 }));
const TUS = ['tus-resumable'];

/** Resumable uploads, by tus 1.0.0. */
export const UPLOAD_PATHS: Paths = {
  '/api/uploads': {
    get: operation({ id: 'listUploads', tag, summary: 'Your uploads that wait', answers: { 200: { description: 'Those that have not expired and no job has taken.', content: json(list(ref('Upload'))) } } }),
    post: operation({
      id: 'beginUpload', tag, summary: 'Begin a resumable upload',
      description: 'By [tus 1.0.0](https://tus.io/protocols/resumable-upload), with creation, termination and expiration. At most 5 uploads may wait, of 4 GiB together; each goes 24 hours after its last byte. A complete one becomes a job by its id: `upload` in POST /api/jobs.',
      parameters: [
        version,
        header('upload-length', 'Size of the file in bytes, at most 2 GiB.', integer(undefined, { minimum: 1, maximum: 2 * 1024 ** 3 })),
        header('upload-metadata', 'Pairs of a name and its value in base64, separated by commas; `filename` and `filetype` are kept, the first as a title.', text(), false),
      ],
      answers: { 201: { description: 'Begun.', headers: ['location', 'upload-expires', ...TUS] } },
      errors: ['invalid_input', 'payload_too_large', 'unsupported_media_type', 'conflict'],
    }),
    options: operation({ id: 'describeUploads', tag, summary: 'What of tus is taken here', answers: { 204: { description: 'Version, extensions and largest size.', headers: ['tus-version', 'tus-extension', 'tus-max-size', ...TUS] } } }),
  },
  '/api/uploads/{id}': {
    head: operation({
      id: 'askUpload', tag, summary: 'Where an upload stands', parameters: [id, version],
      answers: { 200: { description: 'It waits.', headers: ['upload-offset', 'upload-length', 'upload-metadata', ...TUS] } },
      errors: ['not_found', 'invalid_input', 'conflict'],
    }),
    patch: operation({
      id: 'appendToUpload', tag, summary: 'Send bytes', parameters: [id, version, offset],
      description: 'As many as you like at once. What arrived before a connection broke is kept: ask with HEAD, and go on from there.',
      body: { 'application/offset+octet-stream': { schema: { contentMediaType: 'application/octet-stream' } } },
      answers: { 204: { description: 'Kept.', headers: ['upload-offset', 'upload-expires', ...TUS] } },
      errors: ['not_found', 'conflict'],
    }),
    delete: operation({ id: 'removeUpload', tag, summary: 'Remove an upload', parameters: [id, version], answers: { 204: { description: 'Removed.', headers: TUS } }, errors: ['not_found', 'invalid_input', 'conflict'] }),
  },
};
