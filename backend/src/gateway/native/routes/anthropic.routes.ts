import type { NativeRoute } from './native-route.js';

/** Largest file, in bytes. Source: https://docs.claude.com/en/docs/build-with-claude/files */
const FILE_BYTES = 500 * 1024 * 1024;

const stored = { isStored: true } as const;
const batch = { isStored: true, answer: 'batch' } as const;

/** What of Anthropic's API passes through. */
export const ANTHROPIC_ROUTES: readonly NativeRoute[] = [
  { method: 'GET', path: 'v1/models', answer: 'models', isFree: true },
  { method: 'GET', path: 'v1/models/<model>', model: 'listed', isFree: true },
  { method: 'POST', path: 'v1/messages', body: 'json', model: 'body', list: 'messages', answerKind: 'messages', ending: 'messages' },
  { method: 'POST', path: 'v1/messages/count_tokens', body: 'json', model: 'body', list: 'messages/count_tokens', answerKind: 'input-tokens', isFree: true },
  { method: 'POST', path: 'v1/messages/batches', body: 'json', batch: { requests: ['requests', '*', 'params'], namesModels: true }, ...batch },
  { method: 'GET', path: 'v1/messages/batches', ...batch },
  { method: 'GET', path: 'v1/messages/batches/<id>', ...batch },
  { method: 'GET', path: 'v1/messages/batches/<id>/results', answer: 'file', ...stored },
  { method: 'POST', path: 'v1/messages/batches/<id>/cancel', ...batch },
  { method: 'DELETE', path: 'v1/messages/batches/<id>', ...stored },
  { method: 'POST', path: 'v1/files', body: 'upload', mostBytes: FILE_BYTES, ...stored },
  { method: 'GET', path: 'v1/files', ...stored },
  { method: 'GET', path: 'v1/files/<id>', ...stored },
  { method: 'GET', path: 'v1/files/<id>/content', answer: 'file', ...stored },
  { method: 'DELETE', path: 'v1/files/<id>', ...stored },
];
