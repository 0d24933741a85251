import { CHAT_MODELS, keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

const form = () => {
  const data = new FormData();
  data.set('model', 'x');
  data.set('file', new Blob(['RIFF'], { type: 'audio/wav' }), 'a.wav');
  return data;
};

describe('a path that is not there', () => {
  it.each([
    ['POST', '/api/v1/images/generations', '/api/v1/chat/completions'],
    ['POST', '/api/v1/audio/speech', '/api/v1/audio/transcriptions'],
    ['GET', '/api/v1/chat/completions', 'POST /api/v1/chat/completions'],
    ['GET', '/api/v1/', '/api/v1/models'],
    ['DELETE', '/api/v1/responses/resp_1', '/api/openai/v1'],
    ['POST', '/api/openai/v1/images/generations', 'v1/chat/completions'],
    ['POST', '/api/anthropic/v1/chat/completions', '/api/v1'],
    ['POST', '/api/anthropic/v1/complete', 'v1/messages'],
    ['POST', '/api/gemini/v1beta/openai/chat/completions', '/api/v1'],
    ['GET', '/api/gemini/v1beta/openai/models', '/api/v1'],
    ['POST', '/api/gemini/v1beta/models/x:bogus', 'generateContent'],
  ])('%s %s is 404 and names what is', async (method, path, named) => {
    const bodies = method === 'POST' ? [{ json: { model: 'x' } }, { body: form() }] : [{}];
    for (const body of bodies) {
      const response = await app.fetch(user, path, { method, ...body, headers: keyHeader('openai', 'sk-sandbox-nowhere') });
      expect(response.status).toBe(404);
      expect(response.headers.get('x-byok-code')).toBe('not_found');
      const { error } = (await response.json()) as { error: { message: string } };
      expect(error.message).toContain(named);
    }
  });

  it('repeats no key that stands in it', async () => {
    const response = await app.fetch(user, '/api/v1/sk-proj-0123456789abcdefghijklmnop', {});
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('0123456789abcdefghijklmnop');
  });
});

describe('the models of /api/v1', () => {
  interface Model {
    id: string;
    abilities: string[];
    endpoints: string[];
    context_window: number;
  }

  it('say what each can do, and where', async () => {
    const { data } = (await (await app.fetch(user, '/api/v1/models', {})).json()) as { data: Model[] };
    expect(data.length).toBeGreaterThan(10);
    for (const { endpoints, abilities } of data) {
      expect(endpoints.length).toBeGreaterThan(0);
      expect(endpoints.includes('/api/v1/responses')).toBe(abilities.includes('chat'));
      expect(endpoints.includes('/api/v1/embeddings')).toBe(abilities.includes('embedding'));
    }
    const chat = data.find(({ id }) => id === CHAT_MODELS.openai);
    const one = (await (await app.fetch(user, `/api/v1/models/${CHAT_MODELS.openai}`, {})).json()) as Model;
    expect(one).toEqual(chat);
    expect(one.context_window).toBeGreaterThan(1000);
  });

  it('does not know one that the catalog lacks', async () => {
    expect((await app.fetch(user, '/api/v1/models/no-such-model', {})).status).toBe(404);
  });

  it('know none alone that is not among all', async () => {
    const { data } = (await (await app.fetch(user, '/api/v1/models', {})).json()) as { data: Model[] };
    const { providers } = (await (await app.fetch(user, '/api/catalog', {})).json()) as { providers: { models: { id: string; allowed: boolean; abilities: string[] }[] }[] };
    const others = providers.flatMap(({ models }) => models).filter(({ id, allowed }) => allowed && data.every((model) => model.id !== id && !model.id.endsWith(`/${id}`)));
    expect(others.length).toBeGreaterThan(0);
    for (const { id } of others) {
      const response = await app.fetch(user, `/api/v1/models/${id}`, {});
      expect([id, response.status, response.headers.get('x-byok-code')]).toEqual([id, 404, 'model_unknown']);
    }
  });
});

describe('fields that the provider lacks', () => {
  const chat = (json: object, provider: 'anthropic' | 'gemini') => app.fetch(user, '/api/v1/chat/completions', { json: { model: CHAT_MODELS[provider], messages: [{ role: 'user', content: 'Hi' }], ...json }, headers: keyHeader(provider, 'sk-sandbox-fields') });

  it('are named in a header, streamed or not', async () => {
    for (const stream of [false, true]) {
      const response = await chat({ seed: 1, metadata: { a: 'b' }, 'Ключ sk-proj-0123456789abcdefghijklmnop': 1, stream }, 'anthropic');
      expect(response.status).toBe(200);
      const dropped = response.headers.get('x-byok-dropped') ?? '';
      expect(dropped).toContain('seed');
      expect(dropped).toContain('metadata');
      expect(dropped).not.toContain('0123456789abcdefghijklmnop');
      await response.text();
    }
  });

  it('are refused by name where they would change the answer, and no attempt is counted', async () => {
    const mark = app.mark();
    const response = await chat({ n: 2 }, 'gemini');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'request_invalid', param: 'n' } });
    expect(response.headers.get('x-byok-attempts')).toBeNull();
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('let another provider serve with auto', async () => {
    const headers = { ...keyHeader('anthropic', 'sk-sandbox-fields'), ...keyHeader('openai', 'sk-sandbox-fields') };
    const json = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }], n: 2 };
    const response = await app.fetch(user, '/api/v1/chat/completions', { json, headers });
    expect(response.headers.get('x-byok-attempts')).toBe('byok:openai:ok');
  });

  it("that read what is stored need an own key", async () => {
    const json = { model: CHAT_MODELS.gemini, messages: [{ role: 'user', content: 'Hi' }], extra_body: { google: { cached_content: 'cachedContents/1' } } };
    const response = await app.fetch(user, '/api/v1/chat/completions', { json });
    expect(await response.json()).toMatchObject({ error: { code: 'key_required', param: 'extra_body.google.cached_content' } });
  });
});
