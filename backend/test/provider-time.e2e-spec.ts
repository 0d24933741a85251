import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { fingerprintOf, type ScriptedAnswer } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { FACES, MODES, ask, chatCall } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

/** Beyond what any test here waits for. */
const NEVER_MS = 60_000;
const QUICK_MS = 300;

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared), { PROVIDER_TIMEOUT_MS: '3600000', PROVIDER_STREAM_TIMEOUT_MS: String(QUICK_MS) });
afterEach(() => app.unscript());

const newKey = (provider: ByokProviderId) => `sk-sandbox-${provider}-${Math.random().toString(36).slice(2)}`;

/** Answers the calls of one key as told, and all others as ever. */
function answering(provider: ByokProviderId, key: string, answer: () => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>): void {
  app.sandbox[provider].answers(answer, { forKey: key });
}

const silent = async (): Promise<undefined> => {
  await sleep(NEVER_MS, undefined, { ref: false });
  return undefined;
};

const callsOf = (key: string) => app.sandbox.calls.filter((call) => call.keyFingerprint === fingerprintOf(key)).length;

describe.each(BYOK_PROVIDERS)('%s, silent', (provider) => {
  it.each(FACES)('has the time to the head of a stream, and is then no longer waited for nor called again (%s)', async (face) => {
    const key = newKey(provider);
    answering(provider, key, silent);
    const { status, receipt, response } = await ask(app, user, chatCall(face, provider, 'streamed'), { ...keyHeader(provider, key), 'x-byok-fallback': 'never' });
    expect([status, receipt.attempts]).toEqual([504, `byok:${provider}:provider_timeout`]);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(callsOf(key)).toBe(1);
  });

  it.each(FACES)('behind the head of a stream has the time of an answer without streaming (%s)', async (face) => {
    const key = newKey(provider);
    const good = await app.fetch(user, chatCall('native', provider, 'streamed').path, {
      json: chatCall('native', provider, 'streamed').json,
      headers: { ...chatCall('native', provider, 'streamed').headers, ...keyHeader(provider, newKey(provider)) },
    });
    const body = await good.text();
    async function* late(): AsyncGenerator<string> {
      await sleep(2 * QUICK_MS);
      yield body;
    }
    answering(provider, key, () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: late() }));
    const { status, receipt } = await ask(app, user, chatCall(face, provider, 'streamed'), { ...keyHeader(provider, key), 'x-byok-fallback': 'never' });
    expect([status, receipt.attempts]).toEqual([200, `byok:${provider}:ok`]);
  });

  it.each(FACES)('is waited for as long as the client waits, without streaming (%s)', async (face) => {
    const key = newKey(provider);
    answering(provider, key, silent);
    const { status, receipt } = await ask(app, user, chatCall(face, provider, 'plain'), { ...keyHeader(provider, key), 'x-stainless-timeout': '0.2' });
    expect([status, receipt.attempts]).toEqual([200, `byok:${provider}:provider_timeout,platform:${provider}:ok`]);
    expect(callsOf(key)).toBe(1);
  });

  it.each(FACES.flatMap((face) => MODES.map((mode) => [face, mode] as const)))('gives way after the time that the caller allows an own key (%s, %s)', async (face, mode) => {
    const key = newKey(provider);
    answering(provider, key, silent);
    const { status, receipt } = await ask(app, user, chatCall(face, provider, mode), { ...keyHeader(provider, key), 'x-byok-timeout-ms': '100' });
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ attempts: `byok:${provider}:provider_timeout,platform:${provider}:ok`, fallbackReason: 'provider_timeout' });
  });
});

describe('x-byok-timeout-ms', () => {
  it.each(['', '0', '-1', '1.5', '1e3', 'soon', '99999999999'])('as %j is refused by name', async (value) => {
    for (const provider of BYOK_PROVIDERS) {
      const { status, receipt, text, response } = await ask(app, user, chatCall('native', provider, 'plain'), { ...keyHeader(provider, newKey(provider)), 'x-byok-timeout-ms': value });
      expect([status, receipt.code]).toEqual([400, 'invalid_input']);
      expect(text).toContain('x-byok-timeout-ms');
      expect(response.headers.get('x-should-retry')).toBe('false');
    }
  });

  it('does not bound the key of the platform', async () => {
    answering('openai', 'sk-sandbox-operator-openai', async () => {
      await sleep(300);
      return undefined;
    });
    expect((await ask(app, user, chatCall('v1', 'openai', 'plain'), { 'x-byok-timeout-ms': '50' })).status).toBe(200);
  });
});

describe('what SDKs decide by', () => {
  const refusal = (headers: Record<string, string>, status = 429, type = 'rate_limit_error'): ScriptedAnswer => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ type: 'error', error: { type, message: 'Too much.' } }),
  });

  it.each(FACES)('passes on as the provider says it (%s)', async (face) => {
    for (const said of ['true', 'false']) {
      const key = newKey('anthropic');
      answering('anthropic', key, () => refusal({ 'x-should-retry': said, 'retry-after': '2', 'retry-after-ms': '1500', 'request-id': 'req_011' }));
      const { response } = await ask(app, user, chatCall(face, 'anthropic', 'plain'), { ...keyHeader('anthropic', key), 'x-byok-fallback': 'never' });
      const { headers } = response;
      expect([headers.get('x-should-retry'), headers.get('retry-after-ms'), headers.get('retry-after')]).toEqual([said, '1500', '2']);
      expect(headers.get('request-id')).toBe(face === 'native' ? 'req_011' : null);
    }
  });

  it('is obeyed here: no second call where the provider says that none will help', async () => {
    const key = newKey('anthropic');
    answering('anthropic', key, () => refusal({ 'x-should-retry': 'false' }, 529, 'overloaded_error'));
    const { receipt, response } = await ask(app, user, chatCall('native', 'anthropic', 'plain'), { ...keyHeader('anthropic', key), 'x-byok-fallback': 'never' });
    expect([callsOf(key), receipt.attempts, response.headers.get('x-should-retry')]).toEqual([1, 'byok:anthropic:provider_overloaded', 'false']);
  });

  it('makes a client with a bad key fail at once, after the first answer', async () => {
    const mark = app.mark();
    const client = new Anthropic({
      apiKey: user.token,
      baseURL: `${app.url}/api/anthropic`,
      maxRetries: 5,
      defaultHeaders: { ...keyHeader('anthropic', 'sk-ant-sandbox-invalid'), 'x-byok-fallback': 'never' },
    });
    const failure = await client.messages.create({ model: 'claude-haiku-4-5', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }).then(
      () => undefined,
      (error: unknown) => error as InstanceType<typeof Anthropic.APIError>,
    );
    expect(failure).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(failure?.headers?.get('x-should-retry')).toBe('false');
    expect(app.callsSince(mark)).toHaveLength(1);
  });

  it("has Anthropic's name of the call on a good answer", async () => {
    const key = newKey('anthropic');
    const good = await ask(app, user, chatCall('native', 'anthropic', 'plain'), keyHeader('anthropic', newKey('anthropic')));
    answering('anthropic', key, () => ({ status: 200, headers: { 'content-type': 'application/json', 'request-id': 'req_7' }, body: good.text }));
    const { response } = await ask(app, user, chatCall('native', 'anthropic', 'plain'), keyHeader('anthropic', key));
    expect(response.headers.get('request-id')).toBe('req_7');
  });
});
