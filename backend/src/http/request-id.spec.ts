import { canaryKey } from '#testing';
import { requestIdOf } from './request-id.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const idOf = (id: string, headers: Record<string, string> = {}) => requestIdOf({ headers: { 'x-request-id': id, ...headers }, rawHeaders: ['X-Request-Id', id] });

describe('the id of a request', () => {
  it.each(['a', 'task-list-7', '0af7651916cd43dd8448eb211c80319c', '2026.11.22_17'])('is the one that the caller gave: %s', (id) => {
    expect(idOf(id)).toBe(id);
    expect(idOf(id, { authorization: 'Bearer byok_pat_abc', cookie: 'theme=dark', 'x-byok-openai-key': 'sk-something-else' })).toBe(id);
  });

  it.each(['', 'with space', 'x'.repeat(65), 'a\u0000b', 'ключ', '<script>'])('is a new one in place of %j', (id) => {
    expect(idOf(id)).toMatch(UUID);
  });

  it.each(['sk-proj-abcdefgh12345678', 'sk-ant-api03-abcdefgh', 'AIzaSyA1234567890abcdef', 'AQ.Ab8RN6Jabcdefghijkl', 'byok_pat_abcdefghijk', 'byok1.k1.1790000000.abc', `request.${'sk-abcdefgh12345678'}`])(
    'is never what looks like a key: %s',
    (id) => {
      expect(idOf(id)).toMatch(UUID);
    },
  );

  it('is never a key or token of the same request, whatever it looks like', () => {
    const key = 'northernlightsoverthelongriver';
    for (const header of ['x-byok-gemini-key', 'x-api-key', 'x-goog-api-key']) expect(idOf(key, { [header]: key })).toMatch(UUID);
    expect(idOf(key, { authorization: `Bearer ${key}` })).toMatch(UUID);
    expect(idOf(key, { cookie: `byok_access=${key}; theme=dark` })).toMatch(UUID);
    expect(idOf(key.slice(2, 14), { 'x-byok-openai-key': key })).toMatch(UUID);
    expect(idOf(`id-${key}`, { 'x-byok-openai-key': key })).toMatch(UUID);
    expect(idOf(canaryKey('openai', 'id').slice(0, 64))).toMatch(UUID);
  });
});
