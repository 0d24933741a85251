import { idsIn } from '../chat/model-list.js';
import { isObject, textAt } from '../failure/json.js';
import type { KeyProbe } from '../provider-strategy.js';

const VERSION = { 'anthropic-version': '2023-06-01', accept: 'application/json' };

export const probe: KeyProbe = {
  list: (pageToken) => ({
    method: 'GET',
    path: `/v1/models?limit=1000${pageToken === undefined ? '' : `&after_id=${encodeURIComponent(pageToken)}`}`,
    headers: VERSION,
  }),
  readList: (json) => {
    const next = isObject(json) && json['has_more'] === true ? textAt(json, 'last_id') : undefined;
    return { ids: idsIn(json, 'data', 'id'), ...(next === undefined ? {} : { nextPageToken: next }) };
  },
  generate: (model) => ({
    method: 'POST',
    path: '/v1/messages',
    headers: { ...VERSION, 'content-type': 'application/json' },
    body: JSON.stringify({ model, max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }),
  }),
  isLikelyChat: (id) => id.startsWith('claude-'),
  hintOf: (secret) => (secret.startsWith('sk-ant-admin') ? 'admin_key' : secret.startsWith('sk-ant-oat') ? 'oauth_token' : undefined),
};
