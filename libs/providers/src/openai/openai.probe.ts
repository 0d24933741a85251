import { idsIn } from '../chat/model-list.js';
import type { KeyProbe } from '../provider-strategy.js';

/**
 * Lists all models in one page. A reasoning model may refuse a single token with 400: that refusal is
 * `request_invalid` and shows that the key works.
 */
export const probe: KeyProbe = {
  list: () => ({ method: 'GET', path: '/v1/models', headers: { accept: 'application/json' } }),
  readList: (json) => ({ ids: idsIn(json, 'data', 'id') }),
  generate: (model) => ({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }], max_completion_tokens: 1 }),
  }),
  isLikelyChat: (id) => /^(?:gpt-\d|chatgpt-|o\d)/.test(id) && !/audio|codex|cyber|image|instruct|live|pro|realtime|research|search|transcribe|tts/.test(id),
  hintOf: (secret) => (secret.startsWith('sk-admin-') ? 'admin_key' : undefined),
};
