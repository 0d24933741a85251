import type { TransitKeyView } from '#contracts';
import { fingerprintOf } from '#sandbox';
import { sealEnvelope } from '#transit';
import { canaryKey } from '#testing';
import '#testing/jest';
import { BYOK_PROVIDERS, CHAT_MODELS, keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { setUpApplication } from './support/set-up-application.js';

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared));

const chat = (provider: keyof typeof CHAT_MODELS) => ({
  model: CHAT_MODELS[provider],
  messages: [{ role: 'user', content: 'Say hello.' }],
});

async function seal(provider: string, key: string, part: { userId?: string; seconds?: number } = {}): Promise<string> {
  const transitKey = (await test.accounts.call('get', '/api/byok/transit-key').expect(200)).body as TransitKeyView;
  const expiresAt = Math.floor(Date.now() / 1000) + (part.seconds ?? 300);
  return sealEnvelope({ transitKey, provider, userId: part.userId ?? user.id, key: Buffer.from(key), expiresAt });
}

/** Every face that calls providers. */
const ROUTES: [path: string, json: unknown][] = [
  ['/api/v1/chat/completions', chat('openai')],
  ['/api/openai/v1/chat/completions', chat('openai')],
  ['/api/anthropic/v1/messages', { ...chat('anthropic'), max_tokens: 5 }],
  [
    `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`,
    { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
  ],
  ['/api/byok/validate', { provider: 'openai' }],
];

describe('a key on its way', () => {
  it.each(BYOK_PROVIDERS)('reaches %s out of an envelope, again and again, and nobody else', async (provider) => {
    const key = canaryKey(provider, 'sealed');
    const envelope = await seal(provider, key);
    for (let time = 0; time < 2; time += 1) {
      const mark = test.mark();
      const answer = await test.fetch(user, '/api/v1/chat/completions', {
        json: chat(provider),
        headers: keyHeader(provider, envelope),
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-byok-credential-source')).toBe('byok');
      expect(test.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint)).toEqual([fingerprintOf(key)]);
      expect(await answer.text()).toHoldNoKey(key);
    }
    expect(test.logs()).toContain('/api/v1/chat/completions');
    expect(test.logs()).toHoldNoKey(key);
    expect(test.logs()).not.toContain(envelope.slice(-40));
  });

  it.each(ROUTES)('is refused on %s in every wrong form and place, and no provider is called', async (path, json) => {
    const key = canaryKey('openai', 'misplaced');
    const attempts: [code: string, options: { headers?: Record<string, string>; query?: string; body?: object }][] = [
      ['key_malformed', { headers: keyHeader('openai', 'has a space in it') }],
      ['key_malformed', { headers: keyHeader('openai', `${key}, ${key}`) }],
      ['key_malformed', { headers: { 'x-byok-fallback': 'sometimes' } }],
      ['key_malformed', { headers: { 'x-byok-mistral-key': key } }],
      ['key_malformed', { headers: { cookie: `x-byok-openai-key=${key}` } }],
      ['key_malformed', { query: `?key=${key}` }],
      ['key_malformed', { query: `?alt=sse&API%5FKEY=${key}` }],
      ['key_malformed', { query: `?x-byok-openai-key=${key}` }],
      ['key_malformed', { body: { 'x-byok-openai-key': key } }],
      ['envelope_invalid', { headers: keyHeader('openai', 'byok1.not.an.envelope') }],
      ['envelope_invalid', { headers: keyHeader('openai', await seal('gemini', key)) }],
      ['envelope_invalid', { headers: keyHeader('openai', await seal('openai', key, { userId: 'someone-else' })) }],
      ['envelope_invalid', { headers: keyHeader('openai', await seal('openai', key, { seconds: 900 })) }],
      ['envelope_expired', { headers: keyHeader('openai', await seal('openai', key, { seconds: -1 })) }],
      [
        'envelope_unknown_key',
        { headers: keyHeader('openai', (await seal('openai', key)).replace(/^byok1\.[^.]+/, 'byok1.retired')) },
      ],
    ];
    for (const [code, { headers = {}, query = '', body = {} }] of attempts) {
      const mark = test.mark();
      const answer = await test.fetch(user, path + query, { json: { ...(json as object), ...body }, headers });
      const text = await answer.text();
      expect({ code: answer.headers.get('x-byok-code'), status: answer.status, text }).toMatchObject({
        code,
        status: 400,
      });
      expect(text).toHoldNoKey(key);
      expect(test.callsSince(mark)).toEqual([]);
    }
    expect(test.logs()).toHoldNoKey(key);
  });

  it.each(ROUTES)('counts for nothing on %s when the caller is not signed in', async (path, json) => {
    const headers = { ...keyHeader('openai', 'has a space'), authorization: 'Bearer sk-mistaken-for-a-token-0123456789' };
    const answer = await test.accounts.call('post', path).set(headers).send(json as object);
    expect([answer.status, answer.headers['x-byok-code']]).toEqual([401, 'unauthenticated']);
    expect(test.logs()).not.toContain('mistaken-for-a-token');
  });

  it('means no key when its header is empty', async () => {
    const answer = await test.fetch(user, '/api/v1/chat/completions', {
      json: chat('openai'),
      headers: keyHeader('openai', ''),
    });
    expect(answer.headers.get('x-byok-credential-source')).toBe('platform');
    await answer.text();
  });

  it('leaves one line in the log with the receipt', async () => {
    const answer = await test.fetch(user, '/api/v1/chat/completions', {
      json: chat('openai'),
      headers: keyHeader('openai', canaryKey('openai', 'line')),
    });
    await answer.text();
    const requestId = answer.headers.get('x-request-id');
    const found = () =>
      test
        .logs()
        .split('\n')
        .filter((line) => line.includes(String(requestId)));
    for (let wait = 0; wait < 500 && found().length === 0; wait += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const lines = found().map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      expect.objectContaining({
        msg: 'request',
        route: '/api/v1/chat/completions',
        status: 200,
        userId: user.id,
        source: 'byok',
        provider: 'openai',
        model: CHAT_MODELS.openai,
        attempts: 'byok:openai:ok',
        requestId,
      }),
    ]);
  });
});
