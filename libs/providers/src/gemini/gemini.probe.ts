import { idsIn } from '../chat/model-list.js';
import { textAt } from '../failure/json.js';
import type { KeyProbe } from '../provider-strategy.js';

export const probe: KeyProbe = {
  list: (pageToken) => ({
    method: 'GET',
    path: `/v1beta/models?pageSize=1000${pageToken === undefined ? '' : `&pageToken=${encodeURIComponent(pageToken)}`}`,
    headers: { accept: 'application/json' },
  }),
  readList: (json) => {
    const next = textAt(json, 'nextPageToken');
    const ids = idsIn(json, 'models', 'name').map((name) => name.replace(/^models\//, ''));
    return { ids, ...(next === undefined ? {} : { nextPageToken: next }) };
  },
  generate: (model) => ({
    method: 'POST',
    path: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      generationConfig: { maxOutputTokens: 1 },
    }),
  }),
  isLikelyChat: (id) => /^gemini-/.test(id) && !/audio|computer|embedding|image|live|omni|robotics|transcribe|tts/.test(id),
  hintOf: (secret) => (secret.startsWith('AIza') ? 'old_key' : undefined),
};
