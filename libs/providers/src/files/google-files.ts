import { objectAt, textAt } from '../failure/json.js';
import type { FileStore, StoredFile } from '../provider-strategy.js';
import { ProviderError } from '../wire.js';

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const STATES: Readonly<Record<string, StoredFile['state']>> = { ACTIVE: 'ready', PROCESSING: 'pending', STATE_UNSPECIFIED: 'pending' };

/**
 * Google's Files API, by its resumable protocol in one piece.
 * Source: https://ai.google.dev/gemini-api/docs/files and https://ai.google.dev/api/files
 */
export const googleFiles: FileStore = {
  begin: ({ name, mediaType, size }) => ({
    method: 'POST',
    path: '/upload/v1beta/files',
    headers: {
      ...JSON_HEADERS,
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(size),
      'x-goog-upload-header-content-type': mediaType,
    },
    body: JSON.stringify({ file: { name: `files/${name}`, displayName: 'recording' } }),
    mayBeEmpty: true,
  }),
  send: (begun, { size }, bytes) => ({
    method: 'POST',
    path: uploadPath(begun['x-goog-upload-url']),
    headers: {
      accept: 'application/json',
      'content-length': String(size),
      'x-goog-upload-command': 'upload, finalize',
      'x-goog-upload-offset': '0',
    },
    body: bytes,
  }),
  look: (name) => ({ method: 'GET', path: `/v1beta/files/${name}`, headers: { accept: 'application/json' } }),
  read: (json) => {
    const file = 'file' in objectOf(json) ? objectAt(json, 'file') : objectOf(json);
    const uri = textAt(file, 'uri');
    if (uri === undefined || !URL.canParse(uri)) throw unreadable();
    return { url: new URL(uri), state: STATES[textAt(file, 'state') ?? 'ACTIVE'] ?? 'failed' };
  },
  remove: (name) => ({ method: 'DELETE', path: `/v1beta/files/${name}`, headers: { accept: 'application/json' }, mayBeEmpty: true }),
};

function objectOf(json: unknown): object {
  return typeof json === 'object' && json !== null ? json : {};
}

/** Only path and query count: the key never goes to another host than the provider's own. */
function uploadPath(address: unknown): string {
  if (typeof address !== 'string' || !URL.canParse(address)) throw unreadable();
  const { pathname, search } = new URL(address);
  return pathname + search;
}

function unreadable(): ProviderError {
  return new ProviderError('provider_unavailable', "Gemini's file store answered with something that cannot be read. Try again in a moment.");
}
