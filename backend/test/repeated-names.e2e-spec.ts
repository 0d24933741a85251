import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';

let app: TestApplication;
let user: TestUser;
beforeAll(async () => {
  app = await startApplication();
  user = await app.user();
});
afterAll(() => app.close());

const OWN = 'sk-sandbox-own';
const JSON_HEADERS = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
const text = (model: string) => `"model":"${model}","messages":[{"role":"user","content":"Hi"}],"max_tokens":5`;
const CONTENTS = '"contents":[{"role":"user","parts":[{"text":"Hi"}]}]';
const INPUT = `"model":"${CHAT_MODELS.openai}","input":"Hi"`;
const EMBEDDING = '"model":"text-embedding-3-small","input":"Hi"';
const GEMINI = `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}`;

/** Routes on which an own key's bytes pass on: what they hide twice, and under which name it is refused. */
const PASSED = [
  ['openai', '/api/v1/chat/completions', `{${text(CHAT_MODELS.openai)},"tools":[{"type":"web_search"}],"tools":[]}`, 'tools'],
  ['openai', '/api/v1/chat/completions', `{${text(CHAT_MODELS.openai)},"n":100,"n":1}`, 'n'],
  ['openai', '/api/v1/responses', `{${INPUT},"tools":[{"type":"web_search"}],"tool\\u0073":[]}`, 'tools'],
  ['openai', '/api/v1/embeddings', `{${EMBEDDING},"inpu\\u0074":"Hi"}`, 'input'],
  ['openai', '/api/openai/v1/chat/completions', `{${text(CHAT_MODELS.openai)},"max_tokens":100000}`, 'max_tokens'],
  ['openai', '/api/openai/v1/responses', `{${INPUT},"tools":[{"type":"image_generation","type":"function","name":"a","model":"gpt-image-1"}]}`, 'type'],
  ['openai', '/api/openai/v1/responses/input_tokens', `{${INPUT},"input":"Hi"}`, 'input'],
  ['openai', '/api/openai/v1/responses/compact', `{${INPUT},"service_tier":"priority","service_tier":"auto"}`, 'service_tier'],
  ['openai', '/api/openai/v1/embeddings', `{${EMBEDDING},"input":"Hi"}`, 'input'],
  ['openai', '/api/openai/v1/audio/speech', `{"model":"gpt-4o-mini-tts","voice":"alloy","input":"A long text","input":"Hi"}`, 'input'],
  ['openai', '/api/openai/v1/conversations', '{"items":[{"type":"message","role":"user","content":"Hi"}],"items":[]}', 'items'],
  ['anthropic', '/api/anthropic/v1/messages', `{${text(CHAT_MODELS.anthropic)},"fallbacks":[{"model":"claude-opus-5-5"}],"fallbacks":[]}`, 'fallbacks'],
  ['anthropic', '/api/anthropic/v1/messages', `{${text(CHAT_MODELS.anthropic)},"stream":true,"stream":false}`, 'stream'],
  ['anthropic', '/api/anthropic/v1/messages/count_tokens', `{"messages":[],${text(CHAT_MODELS.anthropic)}}`, 'messages'],
  ['gemini', `${GEMINI}:generateContent`, `{${CONTENTS},"generationConfig":{"candidateCount":8,"candidate_count":1}}`, 'candidate_count'],
  ['gemini', `${GEMINI}:streamGenerateContent`, `{${CONTENTS},"tools":[{"googleSearch":{}}],"tools":[]}`, 'tools'],
  ['gemini', `${GEMINI}:countTokens`, `{"contents":[],${CONTENTS}}`, 'contents'],
  ['gemini', `/api/gemini/v1beta/interactions`, `{"model":"${CHAT_MODELS.gemini}","input":"Hi","input":"Hi"}`, 'input'],
] as const;

/** Bodies that are written anew from what was judged: under the platform's key, and in a translation under either. */
const REWRITTEN = [
  ['platform', undefined, '/api/v1/chat/completions', `{${text(CHAT_MODELS.openai)},"n":100,"n":1}`],
  ['platform', undefined, '/api/v1/responses', `{${INPUT},"max_output_tokens":100,"max_output_tokens":16}`],
  ['platform', undefined, '/api/v1/embeddings', `{"input":"100",${EMBEDDING}}`],
  ['platform', undefined, '/api/openai/v1/chat/completions', `{${text(CHAT_MODELS.openai)},"n":100,"n":1}`],
  ['platform', undefined, '/api/anthropic/v1/messages', `{"max_tokens":100,${text(CHAT_MODELS.anthropic)}}`],
  ['platform', undefined, `${GEMINI}:generateContent`, `{${CONTENTS},"generationConfig":{"candidateCount":100,"candidateCount":1}}`],
  ['byok', 'anthropic', '/api/v1/chat/completions', `{"max_tokens":100,${text(CHAT_MODELS.anthropic)}}`],
  ['byok', 'gemini', '/api/v1/chat/completions', `{"max_tokens":100,${text(CHAT_MODELS.gemini)}}`],
] as const;

const ask = (path: string, body: string, headers: Record<string, string> = {}) => app.fetch(user, path, { method: 'POST', body, headers: { ...JSON_HEADERS, ...headers } });

describe('a field that decides on model, price or store and stands there twice', () => {
  it.each(PASSED)("is refused by name where an own key's bytes pass on: %s %s %s", async (provider, path, body, name) => {
    const mark = app.mark();
    for (const padding of ['', ' '.repeat(300_000)]) {
      const response = await ask(path, body + padding, keyHeader(provider, OWN));
      expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'request_invalid']);
      expect(await response.text()).toMatch(new RegExp(`\\\\"${name}\\\\" more than once`));
    }
    expect(app.callsSince(mark)).toEqual([]);
  });

  it.each(REWRITTEN)('goes out once, as it was judged, where the body is written anew: %s %s %s %s', async (source, provider, path, body) => {
    const sent: string[] = [];
    const model = /"model":"([^"]+)"/.exec(body)?.[1];
    for (const at of ['openai', 'anthropic', 'gemini'] as const) {
      app.sandbox.script(at, (_request, bytes) => {
        sent.push(bytes.toString());
        return undefined;
      });
    }
    const response = await ask(path, body, provider === undefined ? {} : keyHeader(provider, OWN));
    expect([response.status, response.headers.get('x-byok-credential-source'), model]).toEqual([200, source, model]);
    await response.text();
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toContain('100');
    app.unscript();
  });

  it("is the provider's to judge where it decides on nothing", async () => {
    const mark = app.mark();
    const response = await ask('/api/v1/chat/completions', `{${text(CHAT_MODELS.openai)},"metadata":{"a":"1","a":"2"}}`, keyHeader('openai', OWN));
    expect(response.status).toBe(200);
    expect(app.callsSince(mark)).toHaveLength(1);
  });
});
