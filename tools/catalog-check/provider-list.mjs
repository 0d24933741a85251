export const PROVIDERS = ['gemini', 'openai', 'anthropic'];

const TIMEOUT_MS = 15_000;
const MAX_PAGES = 10;
const MAX_BYTES = 8 * 1024 * 1024;

const API = {
  openai: { origin: 'https://api.openai.com', path: () => '/v1/models', headers: (key) => ({ authorization: `Bearer ${key}` }), list: 'data', id: 'id' },
  anthropic: {
    origin: 'https://api.anthropic.com',
    path: (after) => `/v1/models?limit=1000${after === undefined ? '' : `&after_id=${encodeURIComponent(after)}`}`,
    headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    list: 'data',
    id: 'id',
  },
  gemini: {
    origin: 'https://generativelanguage.googleapis.com',
    path: (token) => `/v1beta/models?pageSize=1000${token === undefined ? '' : `&pageToken=${encodeURIComponent(token)}`}`,
    headers: (key) => ({ 'x-goog-api-key': key }),
    list: 'models',
    id: 'name',
  },
};

/**
 * What a provider lists for the operator's key.
 * @returns undefined without a key; `{ ids, ends }` as `sdkModels` has them; `{ problem }` in words when it can't be read
 */
export async function listedBy(provider, environment) {
  const key = environment[`${provider.toUpperCase()}_API_KEY`];
  if (!key) return undefined;
  const api = API[provider];
  const origin = environment[`${provider.toUpperCase()}_BASE_URL`] || api.origin;
  const ids = new Set();
  const ends = new Map();
  try {
    let next;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const json = await get(origin + api.path(next), api.headers(key));
      for (const model of Array.isArray(json[api.list]) ? json[api.list] : []) {
        const id = String(model?.[api.id] ?? '').replace(/^models\//, '');
        if (id === '') continue;
        ids.add(id);
        if (/^\d{4}-\d{2}-\d{2}$/.test(model.shutdown_date ?? '')) ends.set(id, model.shutdown_date);
      }
      next = json.nextPageToken ?? (json.has_more === true ? json.last_id : undefined);
      if (typeof next !== 'string' || next === '') break;
    }
    return { ids, ends };
  } catch (error) {
    // The words of an error of the network or of the provider may repeat the key.
    return { problem: error instanceof ListError ? error.message : 'no answer came' };
  }
}

class ListError extends Error {}

async function get(url, headers) {
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new ListError(`HTTP ${response.status}`);
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new ListError(`more than ${MAX_BYTES} bytes came`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) ?? {};
  } catch {
    throw new ListError('what came is not JSON');
  }
}
