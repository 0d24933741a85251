import { idsIn } from '../chat/model-list.js';
import type { KeyProbe } from '../provider-strategy.js';

export const probe: KeyProbe = {
  list: () => ({ method: 'GET', path: '/v1/models', headers: { accept: 'application/json' } }),
  readList: (json) => ({ ids: idsIn(json, 'data', 'id') }),
  generate: (model) => ({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }),
  }),
  isLikelyChat: (id) => !/whisper|bge|embed|rerank/i.test(id),
};
