import { inspect } from 'node:util';
import { PROVIDERS, PROVIDER_CODES, type ProviderCode, type ProviderId } from '#contracts';
import { KEY_ECHOES, findKey, keysUsed, startTestSandbox, toHoldNoKey, type TestSandbox } from '../index.js';

/** One chat call in each provider's own format. */
const CALLS: Readonly<Record<ProviderId, { path: string; headers: (key: string) => Record<string, string>; body: Record<string, unknown> }>> = {
  openai: { path: '/v1/chat/completions', headers: (key) => ({ authorization: `Bearer ${key}` }), body: { model: 'gpt-6-luna' } },
  cloudru: { path: '/v1/chat/completions', headers: (key) => ({ authorization: `Bearer ${key}` }), body: { model: 'zai-org/GLM-4.6' } },
  anthropic: { path: '/v1/messages', headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }), body: { model: 'claude-haiku-4-5', max_tokens: 100 } },
  gemini: { path: '/v1beta/models/gemini-3.5-flash-lite:generateContent', headers: (key) => ({ 'x-goog-api-key': key }), body: { contents: [{ role: 'user', parts: [{ text: 'About tides' }] }] } },
};
const MESSAGES = { messages: [{ role: 'user', content: 'About tides' }] };

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.reset());

function ask(provider: ProviderId, key: string, signal?: AbortSignal): Promise<Response> {
  const { path, headers, body } = CALLS[provider];
  return fetch(sandbox[provider].origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers(key) },
    body: JSON.stringify(provider === 'gemini' ? body : { ...body, ...MESSAGES }),
    redirect: 'manual',
    ...(signal === undefined ? {} : { signal }),
  });
}

const STATUS: Readonly<Record<Exclude<ProviderCode, 'provider_timeout'>, readonly number[]>> = {
  key_invalid: [401, 400],
  key_no_credit: [429, 400],
  key_rate_limited: [429],
  key_forbidden: [403],
  region_unsupported: [403, 400],
  provider_overloaded: [503, 529],
  provider_unavailable: [500],
  request_invalid: [400],
  content_blocked: [400],
};

/** What Jest prints when a value is not what was expected. */
function reportOn(value: unknown): string {
  try {
    expect(value).toEqual({ something: 'else' });
  } catch (error) {
    return String(error);
  }
  throw new Error('Nothing was reported.');
}

describe.each(PROVIDERS)('%s of the sandbox', (provider) => {
  it.each(PROVIDER_CODES.filter((code) => code !== 'provider_timeout'))('fails with %s, for a key and a time, and then works', async (code) => {
    const key = sandbox[provider].newKey('failing');
    const other = sandbox[provider].newShapelessKey();
    sandbox[provider].fails(code, { times: 1, forKey: key });
    expect((await ask(provider, other)).status).toBe(200);
    const failed = await ask(provider, key);
    expect(STATUS[code]).toContain(failed.status);
    await failed.text();
    expect((await ask(provider, key)).status).toBe(200);
    expect(keysUsed(sandbox.calls.slice(-3), { key, other })).toEqual(['other', 'key', 'key']);
  });

  it('never answers, answers late, works with any key, and breaks off before and within an answer', async () => {
    const key = sandbox[provider].newKey();
    sandbox[provider].fails('provider_timeout', { times: 1 });
    await expect(ask(provider, key, AbortSignal.timeout(100))).rejects.toThrow();
    sandbox[provider].isSlow(80, { times: 1 });
    const start = performance.now();
    expect((await ask(provider, key)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(75);
    expect((await ask(provider, 'no-emulator-knows-it')).status).toBeGreaterThanOrEqual(400);
    sandbox[provider].works({ times: 1 });
    expect((await ask(provider, 'no-emulator-knows-it')).status).toBe(200);
    sandbox[provider].cutsOff({ times: 1 });
    const cut = await ask(provider, key);
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow();
    sandbox[provider].cutsOff({ afterBytes: 0, times: 1 });
    await expect(ask(provider, key)).rejects.toThrow();
    expect((await ask(provider, key)).status).toBe(200);
  });

  it('gives the key back in every way', async () => {
    const key = sandbox[provider].newKey();
    for (const echo of KEY_ECHOES) {
      sandbox[provider].echoesKey(echo);
      const response = await ask(provider, key);
      const whole = Buffer.concat([Buffer.from(`${response.statusText}\n${JSON.stringify([...response.headers])}\n`), Buffer.from(await response.arrayBuffer().catch(() => new ArrayBuffer(0)))]);
      // An answer that breaks off may take its body with it.
      if (echo !== 'an error that breaks off') expect([echo, findKey(whole, key)]).toEqual([echo, expect.stringMatching(/^(?!fragment)/)]);
    }
  });

  it('shows what it was sent, and no key', async () => {
    const key = sandbox[provider].newKey();
    const { path, headers, body } = CALLS[provider];
    await (await fetch(`${sandbox[provider].origin}${path}?again=${key}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-key': key, ...headers(key) }, body: JSON.stringify({ ...body, note: key }) })).text();
    const [call] = sandbox[provider].sent;
    expect(call).toMatchObject({ provider, method: 'POST', size: expect.any(Number) as number });
    expect(call?.usedKey(key)).toBe(true);
    expect(call?.json()['note']).toBe('[redacted]');
    expect([call?.path, call?.header('x-forwarded-key')]).toEqual([`${path}?again=[redacted]`, '[redacted]']);
    for (const printed of [inspect(call, { depth: 9, showHidden: true }), reportOn(call), JSON.stringify(sandbox.sent), call?.text()]) expect(findKey(printed ?? '', key)).toBeUndefined();
    // The matcher sees what really came.
    expect(toHoldNoKey(call, key).pass).toBe(false);
    await (await ask(provider, key)).text();
    expect(toHoldNoKey(sandbox[provider].sent[1], key).pass).toBe(true);
  });
});

describe('what is arranged', () => {
  it('is what came last, until it is reset, and scripts come after it', async () => {
    const key = sandbox.openai.newKey();
    sandbox.script('openai', () => ({ status: 418 }));
    expect((await ask('openai', key)).status).toBe(418);
    sandbox.openai.fails('key_forbidden');
    sandbox.openai.answers({ status: 202 }, { times: 1 });
    expect((await ask('openai', key)).status).toBe(202);
    expect((await ask('openai', key)).status).toBe(403);
    sandbox.openai.failsMidstream();
    await expect((await ask('openai', key)).text()).rejects.toThrow();
    expect(sandbox.sent).toHaveLength(4);
    sandbox.reset();
    expect(sandbox.sent).toEqual([]);
    expect((await ask('openai', key)).status).toBe(200);
  });
});
