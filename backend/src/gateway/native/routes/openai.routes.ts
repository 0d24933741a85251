import { itemModels } from '../../body/named-models.js';
import type { NativeRoute } from './native-route.js';

/** Largest file, in bytes. Source: https://platform.openai.com/docs/api-reference/files/create */
const FILE_BYTES = 512 * 1024 * 1024;

const stored = { isStored: true } as const;
const storedJson = { body: 'json', isStored: true } as const;

/** What of OpenAI's API passes through. */
export const OPENAI_ROUTES: readonly NativeRoute[] = [
  { method: 'GET', path: 'v1/models', answer: 'models', isFree: true },
  { method: 'GET', path: 'v1/models/<model>', model: 'listed', isFree: true },
  { method: 'POST', path: 'v1/chat/completions', body: 'json', model: 'body', list: 'chat/completions', answerKind: 'chat', ending: 'chat' },
  { method: 'POST', path: 'v1/responses', body: 'json', model: 'body', kind: 'background', list: 'responses', answerKind: 'responses', ending: 'responses' },
  { method: 'POST', path: 'v1/responses/input_tokens', body: 'json', model: 'optional', list: 'responses/input_tokens', answerKind: 'input-tokens', isFree: true },
  { method: 'POST', path: 'v1/responses/compact', body: 'json', model: 'body', list: 'responses/compact', answerKind: 'responses' },
  { method: 'GET', path: 'v1/responses/<id>', ending: 'responses', ...stored },
  { method: 'DELETE', path: 'v1/responses/<id>', ...stored },
  { method: 'POST', path: 'v1/responses/<id>/cancel', ...stored },
  { method: 'GET', path: 'v1/responses/<id>/input_items', ...stored },
  { method: 'POST', path: 'v1/embeddings', body: 'json', model: 'body', task: 'embedding', kind: 'embedding', list: 'embeddings', answerKind: 'embeddings' },
  { method: 'POST', path: 'v1/audio/transcriptions', body: 'form', model: 'body', task: 'transcription', kind: 'transcription', list: 'audio/transcriptions', answerKind: 'transcript', ending: 'transcript' },
  { method: 'POST', path: 'v1/audio/speech', body: 'json', model: 'body', kind: 'speech', list: 'audio/speech', answer: 'file', ending: 'speech' },
  { method: 'POST', path: 'v1/conversations', furtherModels: itemModels, ...storedJson },
  { method: 'GET', path: 'v1/conversations/<id>', ...stored },
  { method: 'POST', path: 'v1/conversations/<id>', ...storedJson },
  { method: 'DELETE', path: 'v1/conversations/<id>', ...stored },
  { method: 'GET', path: 'v1/conversations/<id>/items', ...stored },
  { method: 'POST', path: 'v1/conversations/<id>/items', furtherModels: itemModels, ...storedJson },
  { method: 'GET', path: 'v1/conversations/<id>/items/<id>', ...stored },
  { method: 'DELETE', path: 'v1/conversations/<id>/items/<id>', ...stored },
  { method: 'POST', path: 'v1/files', body: 'upload', mostBytes: FILE_BYTES, ...stored },
  { method: 'GET', path: 'v1/files', ...stored },
  { method: 'GET', path: 'v1/files/<id>', ...stored },
  { method: 'GET', path: 'v1/files/<id>/content', answer: 'file', ...stored },
  { method: 'DELETE', path: 'v1/files/<id>', ...stored },
  { method: 'POST', path: 'v1/batches', batch: { file: ['inputFileId'] }, ...storedJson },
  { method: 'GET', path: 'v1/batches', ...stored },
  { method: 'GET', path: 'v1/batches/<id>', ...stored },
  { method: 'POST', path: 'v1/batches/<id>/cancel', ...stored },
];
