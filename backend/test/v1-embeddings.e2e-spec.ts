import OpenAI from 'openai';
import { fingerprintOf } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

describe.each([
  ['openai', 'text-embedding-3-small'],
  ['gemini', 'gemini-embedding-001'],
] as const)('embeddings with a %s key', (provider, model) => {
  const key = `sk-sandbox-embed-${provider}`;
  const client = () => new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/v1`, defaultHeaders: keyHeader(provider, key), maxRetries: 0 });

  it('come in the order of the texts, as the SDK reads them', async () => {
    const mark = app.mark();
    const { data, response } = await client().embeddings.create({ model, input: ['one', 'two', 'one'], dimensions: 8 }).withResponse();
    expect(data.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(data.data.map(({ embedding }) => embedding.length)).toEqual([8, 8, 8]);
    expect(data.data[0]?.embedding).toEqual(data.data[2]?.embedding);
    expect(data.data[0]?.embedding).not.toEqual(data.data[1]?.embedding);
    expect(data.usage.prompt_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-byok-attempts')).toBe(`byok:${provider}:ok`);
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it('are the same as numbers and in base64', async () => {
    const [floats, packed] = await Promise.all([client().embeddings.create({ model, input: 'Hi', encoding_format: 'float' }), client().embeddings.create({ model, input: 'Hi' })]);
    const [first, second] = [floats.data[0]?.embedding ?? [], packed.data[0]?.embedding ?? []];
    expect(second).toHaveLength(first.length);
    second.forEach((value, index) => expect(value).toBeCloseTo(first[index] as number, 5));
  });

  it("fall back to the platform's key", async () => {
    const response = await app.fetch(user, '/api/v1/embeddings', { json: { model, input: 'Hi' }, headers: keyHeader(provider, 'sk-sandbox-invalid') });
    expect(response.headers.get('x-byok-attempts')).toBe(`byok:${provider}:key_invalid,platform:${provider}:ok`);
  });
});

describe('embeddings that cannot be had', () => {
  const refused = async (json: object, headers: Record<string, string> = {}) => {
    const response = await app.fetch(user, '/api/v1/embeddings', { json, headers });
    return { status: response.status, ...((await response.json()) as { error: { code: string; param: string; message: string } }).error };
  };

  it('are refused by name for a model of Anthropic', async () => {
    expect(await refused({ model: 'claude-haiku-5-5', input: 'Hi' }, keyHeader('anthropic', 'sk-sandbox-embed'))).toMatchObject({ status: 400, code: 'request_invalid', param: 'model', message: expect.stringContaining('embeddings') as string });
  });

  it.each([
    ['input[0]', { input: [[1, 2]] }],
    ['input', { input: '' }],
    ['input', { input: Array.from({ length: 101 }, () => 'Hi') }],
    ['encoding_format', { input: 'Hi', encoding_format: 'hex' }],
    ['dimensions', { input: 'Hi', dimensions: 0 }],
  ])('are refused as %s by Gemini', async (param, fields) => {
    expect(await refused({ model: 'gemini-embedding-001', ...fields }, keyHeader('gemini', 'sk-sandbox-embed'))).toMatchObject({ status: 400, code: 'request_invalid', param });
  });

  it('name what was left out', async () => {
    const response = await app.fetch(user, '/api/v1/embeddings', { json: { model: 'gemini-embedding-001', input: 'Hi', user: 'u' }, headers: keyHeader('gemini', 'sk-sandbox-embed') });
    expect(response.headers.get('x-byok-dropped')).toBe('user');
  });

  it("may be Cloud.ru's, on the platform's key", async () => {
    const response = await app.fetch(user, '/api/v1/embeddings', { json: { model: 'BAAI/bge-m3', input: 'Hi' } });
    expect(response.headers.get('x-byok-attempts')).toBe('platform:cloudru:ok');
  });
});
