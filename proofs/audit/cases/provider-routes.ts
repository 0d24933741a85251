import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { CHAT_MODELS } from '../../../backend/test/support/calls.js';
import { wav } from '../../../backend/test/support/wav.js';
import type { Call } from './http.js';
import type { Operation } from './operations.js';

/** One way to call a route that takes keys; headers with key and caller are added. */
export interface ProviderCall {
  readonly provider: ByokProviderId;
  readonly isStream: boolean;
  /** A chat: what the provider says passes through whatever format the route has. */
  readonly isChat: boolean;
  call(prompt: string): Call;
}

const EMBEDDERS: Partial<Readonly<Record<ByokProviderId, string>>> = { openai: 'text-embedding-3-small', gemini: 'gemini-embedding-001' };
const LISTENERS: Partial<Readonly<Record<ByokProviderId, string>>> = { openai: 'gpt-transcribe', gemini: CHAT_MODELS.gemini };
const VERSION = { 'anthropic-version': '2023-06-01' };

function audioForm(model: string): FormData {
  const form = new FormData();
  form.set('model', model);
  form.set('file', new Blob([new Uint8Array(wav(2))], { type: 'audio/wav' }), 'a.wav');
  return form;
}

/** Our own routes: by the name of the operation. */
const OWN: Readonly<Record<string, (provider: ByokProviderId) => ProviderCall[]>> = {
  'POST /api/v1/chat/completions': (provider) =>
    [false, true].map((isStream) => ({ provider, isStream, isChat: true, call: (prompt) => ({ method: 'POST', path: '/api/v1/chat/completions', json: { model: CHAT_MODELS[provider], messages: [{ role: 'user', content: prompt }], ...(isStream ? { stream: true } : {}) } }) })),
  'POST /api/v1/responses': (provider) =>
    [false, true].map((isStream) => ({ provider, isStream, isChat: false, call: (prompt) => ({ method: 'POST', path: '/api/v1/responses', json: { model: CHAT_MODELS[provider], input: prompt, stream: isStream } }) })),
  'POST /api/v1/embeddings': (provider) => {
    const model = EMBEDDERS[provider];
    return model === undefined ? [] : [{ provider, isStream: false, isChat: false, call: (prompt) => ({ method: 'POST', path: '/api/v1/embeddings', json: { model, input: prompt } }) }];
  },
  'POST /api/v1/audio/transcriptions': (provider) => {
    const model = LISTENERS[provider];
    return model === undefined ? [] : [{ provider, isStream: false, isChat: false, call: () => ({ method: 'POST', path: '/api/v1/audio/transcriptions', form: () => audioForm(model) }) }];
  },
  'POST /api/byok/validate': (provider) => [{ provider, isStream: false, isChat: false, call: () => ({ method: 'POST', path: '/api/byok/validate', json: { provider } }) }],
  'GET /api/catalog/route': (provider) => [{ provider, isStream: false, isChat: false, call: () => ({ method: 'GET', path: `/api/catalog/route?model=${encodeURIComponent(CHAT_MODELS[provider])}` }) }],
};

/** Jobs have a scenario of their own. */
const JOBS = new Set(['POST /api/jobs', 'POST /api/jobs/{id}/retry']);
export const isOfJobs = ({ name }: Operation): boolean => JOBS.has(name);

/** Every way to call a route that takes keys. Native ones follow from their description; none means that the route has no case yet. */
export function providerCalls(operation: Operation): readonly ProviderCall[] {
  const own = OWN[operation.name];
  if (own !== undefined) return BYOK_PROVIDERS.flatMap(own);
  const provider = BYOK_PROVIDERS.find((one) => operation.path.startsWith(`/api/${one}/`));
  return provider === undefined ? [] : nativeCalls(provider, operation);
}

function nativeCalls(provider: ByokProviderId, { method, path, body: kind, example }: Operation): ProviderCall[] {
  const model = /embed/i.test(path) ? (EMBEDDERS[provider] ?? CHAT_MODELS[provider]) : CHAT_MODELS[provider];
  const at = path.replace('{model}', model).replace(/\{\w+\}/g, 'audit_none');
  const headers = provider === 'anthropic' ? VERSION : {};
  if (kind === 'form') return [{ provider, isStream: false, isChat: false, call: () => ({ method, path: at, form: () => audioForm(LISTENERS[provider] ?? model), headers }) }];
  if (kind === 'bytes') return [{ provider, isStream: false, isChat: false, call: (prompt) => ({ method, path: at, raw: prompt, headers: { ...headers, 'content-type': 'application/octet-stream' } }) }];
  const bodyOf = (prompt: string): object | undefined =>
    kind === undefined ? undefined : example === undefined ? { model, input: prompt } : (JSON.parse(JSON.stringify(example), (_name, value: unknown) => (value === 'What is a vault?' || value === 'vault' ? prompt : value)) as object);
  const streams = /chat\/completions$|\/messages$|\/responses$/.test(path) ? [false, true] : [path.includes(':stream')];
  const isChat = /chat\/completions$|\/messages$|enerateContent$/.test(path);
  return streams.map((isStream) => ({
    provider,
    isStream,
    isChat,
    call: (prompt) => {
      const body = bodyOf(prompt);
      const query = path.endsWith(':streamGenerateContent') ? '?alt=sse' : '';
      return { method, path: at + query, headers, ...(body === undefined ? {} : { json: isStream && query === '' ? { ...body, stream: true } : body }) };
    },
  }));
}
