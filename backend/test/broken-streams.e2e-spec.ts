import { setTimeout as sleep } from 'node:timers/promises';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import type { ReceiptPayload } from '#receipts';
import type { ScriptedAnswer } from '#sandbox';
import { CHAT_MODELS, keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { FACES, chatCall, receiptOf, type ChatCall } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { setUpApplication } from './support/set-up-application.js';

const SSE = { 'content-type': 'text/event-stream' };

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const events = (...data: unknown[]) => data.map((value) => `data: ${JSON.stringify(value)}\n\n`);
const named = (...data: { type: string }[]) => data.map((value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`);
const WORDS = Array.from({ length: 6 }, (_, index) => `word number ${index} of the answer, `);

/** A few words of an answer, before any provider would count them. */
const BEGUN: Readonly<Record<ByokProviderId, string[]>> = {
  openai: events(...WORDS.map((content) => ({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] }))),
  anthropic: named(
    { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', content: [], model: 'm', stop_reason: null, usage: { input_tokens: 25, output_tokens: 1 } } } as { type: string },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string },
    ...WORDS.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
  ),
  gemini: events(...WORDS.map((text) => ({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0 }], usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 1, totalTokenCount: 6 } }))),
};

/** The provider's own words that it is overloaded. */
const OVERLOADED: Readonly<Record<ByokProviderId, string>> = {
  openai: 'data: {"error":{"message":"The server is overloaded","type":"server_error","param":null,"code":"server_is_overloaded"}}\n\n',
  anthropic: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  gemini: 'data: {"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}\n\n',
};

async function* inTime(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    yield piece;
    await sleep(10);
  }
}

async function broken(provider: ByokProviderId, { path, json, headers }: ChatCall, answer: ScriptedAnswer): Promise<{ text: string; attempts: string | null; payload: ReceiptPayload }> {
  app.sandbox.script(provider, () => answer);
  const response = await app.fetch(user, path, { json, headers: { ...headers, ...keyHeader(provider, `sk-sandbox-${provider}`), 'x-byok-fallback': 'never' } });
  expect(response.status).toBe(200);
  const text = await response.text().catch(() => 'cut');
  const id = response.headers.get('x-byok-receipt-id');
  const payload = await eventually(async () => {
    const { body } = await app.request(user, 'get', `/api/receipts/${id}`).expect(200);
    const stated = JSON.parse(Buffer.from((body as { payload: string }).payload, 'base64url').toString()) as ReceiptPayload;
    expect(stated.cost).not.toBe('pending');
    return stated;
  });
  return { text, attempts: receiptOf(response).attempts, payload };
}

async function counted(name: string, labels: Record<string, string>): Promise<number> {
  const { text } = await app.accounts.call('get', '/metrics').expect(200);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe.each(BYOK_PROVIDERS.flatMap((provider) => FACES.map((face) => [provider, face] as const)))('a stream of %s that its provider broke off, on the %s route', (provider, face) => {
  const call = chatCall(face, provider, 'streamed');
  const begun = BEGUN[provider];

  it.each<[string, string, () => ScriptedAnswer]>([
    ['an error event', 'provider_overloaded', () => ({ status: 200, headers: SSE, body: inTime([...begun, OVERLOADED[provider]]) })],
    ['an error event in pieces', 'provider_overloaded', () => ({ status: 200, headers: SSE, body: inTime([...begun, OVERLOADED[provider].slice(0, 30), OVERLOADED[provider].slice(30)]) })],
    ['an error event, all at once', 'provider_overloaded', () => ({ status: 200, headers: SSE, body: [...begun, OVERLOADED[provider]].join('') })],
    ['an end in the middle', 'provider_unavailable', () => ({ status: 200, headers: SSE, body: inTime(begun) })],
    ['a cut connection', 'provider_unavailable', () => ({ status: 200, headers: SSE, body: inTime(begun), cut: true })],
  ])('by %s is recorded with %s', async (_how, code, answer) => {
    const asked = () => counted('byok_requests_total', { provider, outcome: code });
    const tried = () => counted('byok_attempts_total', { provider, source: 'byok', outcome: code });
    const before = [await asked(), await tried()];
    const { text, attempts, payload } = await broken(provider, call, answer());
    expect(text).toContain('word number 5');
    expect(text).toContain('error');
    expect(attempts).toBe(`byok:${provider}:ok`);
    expect(payload).toMatchObject({ status: 200, code, aborted: false, attempts, estimated: true });
    // What was delivered: 6 times 33 letters.
    expect(payload.tokensOut).toBeGreaterThan(30);
    expect(typeof payload.cost).toBe('number');
    expect([await asked(), await tried()]).toEqual(before.map((count) => count + 1));
  });
});

describe('other streams that broke off', () => {
  it("of Gemini's JSON array carry the code of its last element", async () => {
    const part = (text: string) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] });
    const call = { path: `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:streamGenerateContent`, json: { contents: [{ parts: [{ text: 'Hi' }] }] } };
    const error = JSON.stringify({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }, null, 2);
    const { payload } = await broken('gemini', call, { status: 200, headers: { 'content-type': 'application/json' }, body: inTime([`[${part('One')}`, `,\n${part('two')}`, `,\n${error}\n]`]) });
    expect(payload).toMatchObject({ status: 200, code: 'provider_overloaded', aborted: false, estimated: true });
  });

  it.each(['/api/v1/responses', '/api/openai/v1/responses'])('on %s carry the code of response.failed', async (path) => {
    const body = named(
      { type: 'response.created', response: { id: 'r', object: 'response', status: 'in_progress', error: null } } as { type: string },
      { type: 'response.output_text.delta', delta: 'Some words of an answer' } as { type: string },
      { type: 'response.failed', response: { id: 'r', object: 'response', status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow down' }, usage: null } } as { type: string },
    );
    const { payload } = await broken('openai', { path, json: { model: CHAT_MODELS.openai, input: 'Hi', stream: true } }, { status: 200, headers: SSE, body: inTime(body) });
    expect(payload).toMatchObject({ status: 200, code: 'key_rate_limited', aborted: false, estimated: true });
  });

  it('are none where the words of an answer speak of errors', async () => {
    const call = chatCall('native', 'openai', 'streamed');
    const chunk = (delta: object, finish: string | null) => ({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] });
    const body = [...events(chunk({ content: 'event: error {"error":{"message":"x"}}' }, null), chunk({ content: 'error' }, 'stop')), 'data: [DONE]\n\n'];
    const { payload } = await broken('openai', call, { status: 200, headers: SSE, body: inTime(body) });
    expect(payload).toMatchObject({ status: 200, code: null, aborted: false });
  });
});
