import type { ByokProviderId } from '#contracts';
import { CHAT_MODELS, keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { receiptOf } from './support/calls.js';
import { formOf } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const KEY = 'sk-sandbox-error-headers';
const PLATFORM = { 'x-byok-fallback': 'on-error' };
const ESTIMATE = 'x-byok-cost-estimate-rub';

/** How a provider may end a call of which nothing but an error reaches the client. */
const ENDS = {
  'refuses the request': { status: 400, body: '{"error":{"message":"no","type":"invalid_request_error","status":"INVALID_ARGUMENT"}}' },
  'is broken': { status: 500, headers: { 'x-should-retry': 'false' }, body: '{"error":{"message":"no"}}' },
  'answers what is no answer': { status: 200, body: '<html>' },
  'ends abnormally': { status: 200, body: '{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}],"usageMetadata":{"promptTokenCount":1}}', only: 'gemini' },
} as const;

function failWith({ status, body, ...more }: (typeof ENDS)[keyof typeof ENDS]): void {
  const headers = { 'content-type': 'application/json', ...('headers' in more ? more.headers : {}) };
  for (const provider of ['openai', 'anthropic', 'gemini'] as const) app.sandbox.script(provider, () => ({ status, headers, body }));
}

describe('an error names what a translation left out', () => {
  const BODIES: Readonly<Record<string, object>> = { 'chat/completions': { messages: [{ role: 'user', content: 'Hi' }] }, responses: { input: 'Hi' } };
  const rows = Object.keys(BODIES).flatMap((route) =>
    (['anthropic', 'gemini'] as const).flatMap((provider) =>
      Object.keys(ENDS).flatMap((end) => ([false, true] as const).map((stream) => [route, provider, end as keyof typeof ENDS, stream] as const)),
    ),
  ).filter(([, provider, end, stream]) => !('only' in ENDS[end]) || (provider === ENDS[end].only && !stream));

  it.each(rows)('%s to %s that %s, streamed: %s', async (route, provider, end, stream) => {
    failWith(ENDS[end]);
    const json = { model: CHAT_MODELS[provider], ...BODIES[route], zzz: 1, stream };
    const response = await app.fetch(user, `/api/v1/${route}`, { json, headers: { ...keyHeader(provider, KEY), 'x-byok-fallback': 'never' } });
    expect(response.ok).toBe(false);
    expect(receiptOf(response).attempts).toMatch(`byok:${provider}:`);
    expect(response.headers.get('x-byok-dropped')).toContain('zzz');
  });

  it('also of the last call where two providers failed, and of a recording', async () => {
    failWith(ENDS['is broken']);
    const both = await app.fetch(user, '/api/v1/chat/completions', {
      json: { model: CHAT_MODELS.anthropic, messages: [{ role: 'user', content: 'Hi' }], zzz: 1 },
      headers: { ...keyHeader('anthropic', KEY), ...PLATFORM },
    });
    expect(receiptOf(both).attempts).toMatch(/^byok:anthropic:\w+,platform:anthropic:\w+/);
    expect(both.headers.get('x-byok-dropped')).toBe('zzz');
    const form = formOf({ model: CHAT_MODELS.gemini, include: 'logprobs' }, { bytes: wavOf(1) });
    const heard = await app.fetch(user, '/api/v1/audio/transcriptions', { method: 'POST', body: form, headers: { ...keyHeader('gemini', KEY), 'x-byok-fallback': 'never' } });
    expect(heard.ok).toBe(false);
    expect(heard.headers.get('x-byok-dropped')).toBe('include');
  });
});

describe('an error says what was set aside for the call', () => {
  const call = (owner: TestUser, path: string, model: string, headers: Record<string, string> = {}) =>
    app.fetch(owner, path, { json: { model, max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] }, headers });
  const faces = [['/api/v1/chat/completions', 'openai'], ['/api/openai/v1/chat/completions', 'openai'], ['/api/anthropic/v1/messages', 'anthropic']] as const satisfies readonly (readonly [string, ByokProviderId])[];

  it.each(faces)('%s', async (path, provider) => {
    const owner = await app.user();
    failWith(ENDS['refuses the request']);
    const model = CHAT_MODELS[provider];
    const platform = await call(owner, path, model);
    expect([platform.status, Number(platform.headers.get(ESTIMATE)) > 0]).toEqual([400, true]);
    const own = await call(owner, path, model, keyHeader(provider, KEY));
    expect([own.status, own.headers.get(ESTIMATE)]).toEqual([400, null]);
    await app.accounts.as(owner.jar, 'put', '/api/me/spending-limit').send({ rubPerDay: 100, rubPerMonth: null }).expect(200);
    const limited = await call(owner, path, model, keyHeader(provider, KEY));
    expect([limited.status, Number(limited.headers.get(ESTIMATE)) > 0]).toEqual([400, true]);
  });
});
