import { agentModels } from '../../body/named-models.js';
import type { BatchForm, NativeRoute } from './native-route.js';

/** Largest file, in bytes. Source: https://ai.google.dev/gemini-api/docs/files */
const FILE_BYTES = 2 * 1024 ** 3;

const stored = { isStored: true } as const;
const called = { body: 'json', model: 'path' } as const;
const batch: BatchForm = { requests: ['batch', 'inputConfig', 'requests', 'requests', '*', 'request'], file: ['batch', 'inputConfig', 'fileName'] };

/** What of Gemini's API passes through, in either version. */
export const GEMINI_ROUTES: readonly NativeRoute[] = [
  { method: 'GET', path: '<version>/models', answer: 'models', isFree: true },
  { method: 'GET', path: '<version>/models/<model>', model: 'listed', isFree: true },
  { method: 'POST', path: '<version>/models/<model>:generateContent', list: 'generateContent', answerKind: 'gemini', ...called },
  { method: 'POST', path: '<version>/models/<model>:streamGenerateContent', list: 'streamGenerateContent', answerKind: 'gemini', ending: 'gemini', ...called },
  { method: 'POST', path: '<version>/models/<model>:countTokens', list: 'countTokens', isFree: true, ...called },
  { method: 'POST', path: '<version>/models/<model>:embedContent', list: 'embedContent', answerKind: 'gemini-embeddings', kind: 'embedding', ...called },
  { method: 'POST', path: '<version>/models/<model>:batchEmbedContents', list: 'batchEmbedContents', answerKind: 'gemini-embeddings', kind: 'embedding', ...called },
  { method: 'POST', path: '<version>/models/<model>:batchGenerateContent', batch, ...called, ...stored },
  { method: 'POST', path: '<version>/models/<model>:asyncBatchEmbedContent', batch, ...called, ...stored },
  { method: 'POST', path: '<version>/interactions', body: 'json', model: 'body', list: 'interactions', kind: 'background', furtherModels: agentModels, answerKind: 'interactions', ending: 'interactions' },
  { method: 'GET', path: '<version>/interactions/<id>', ending: 'interactions', ...stored },
  { method: 'DELETE', path: '<version>/interactions/<id>', ...stored },
  { method: 'POST', path: '<version>/interactions/<id>/cancel', ...stored },
  { method: 'POST', path: 'upload/<version>/files', body: 'upload', mostBytes: FILE_BYTES, ...stored },
  { method: 'GET', path: '<version>/files', ...stored },
  { method: 'GET', path: '<version>/files/<id>', ...stored },
  { method: 'GET', path: '<version>/files/<id>:download', answer: 'file', ...stored },
  { method: 'DELETE', path: '<version>/files/<id>', ...stored },
  { method: 'POST', path: '<version>/cachedContents', body: 'json', model: 'body', isKeptByHour: true, ...stored },
  { method: 'GET', path: '<version>/cachedContents', ...stored },
  { method: 'GET', path: '<version>/cachedContents/<id>', ...stored },
  { method: 'PATCH', path: '<version>/cachedContents/<id>', body: 'json', model: 'optional', isKeptByHour: true, ...stored },
  { method: 'DELETE', path: '<version>/cachedContents/<id>', ...stored },
  { method: 'GET', path: '<version>/batches', ...stored },
  { method: 'GET', path: '<version>/batches/<id>', ...stored },
  { method: 'POST', path: '<version>/batches/<id>:cancel', ...stored },
  { method: 'DELETE', path: '<version>/batches/<id>', ...stored },
];
