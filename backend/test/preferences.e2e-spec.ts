import { startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';

let accounts: AccountsApplication;
let jar: Jar;

beforeAll(async () => {
  accounts = await startAccounts();
  ({ jar } = await accounts.register());
});
afterAll(() => accounts.close());

const change = (body: unknown) => accounts.as(jar, 'patch', '/api/me/preferences').send(body as object);

describe('preferences', () => {
  it('keep whether a key rests after it failed', async () => {
    const { jar } = await accounts.register();
    const set = (value: unknown) => accounts.as(jar, 'patch', '/api/me/preferences').send({ pauseAfterKeyFailure: value });
    expect((await set(true).expect(200)).body.preferences).toEqual({ strategy: 'global', provider: 'auto', fallback: 'on-error', pauseAfterKeyFailure: true });
    expect((await accounts.as(jar, 'get', '/api/me').expect(200)).body.preferences.pauseAfterKeyFailure).toBe(true);
    expect((await set(false).expect(200)).body.preferences.pauseAfterKeyFailure).toBeUndefined();
    for (const value of ['true', 1, null]) await set(value).expect(400);
  });

  it('change one by one, and the change is seen at once', async () => {
    await accounts.as(jar, 'get', '/api/me').expect(200);
    expect((await change({ fallback: 'never' }).expect(200)).body.preferences).toEqual({ strategy: 'global', provider: 'auto', fallback: 'never' });
    expect((await change({ strategy: 'cloudru', provider: 'anthropic' }).expect(200)).body.preferences).toEqual({
      strategy: 'cloudru',
      provider: 'anthropic',
      fallback: 'never',
    });
    const me = await accounts.as(jar, 'get', '/api/me').expect(200);
    expect(me.body.preferences).toEqual({ strategy: 'cloudru', provider: 'anthropic', fallback: 'never' });
    expect((await change({}).expect(200)).body.preferences).toEqual(me.body.preferences);
  });

  it.each([
    ['strategy', 'local', 'global, cloudru'],
    ['strategy', null, 'global, cloudru'],
    ['provider', 'cloudru', 'auto, gemini, openai, anthropic'],
    ['provider', 1, 'auto, gemini, openai, anthropic'],
    ['fallback', 'always', 'never, on-quota, on-error'],
    ['fallback', ['never'], 'never, on-quota, on-error'],
    ['fallback', 'NEVER', 'never, on-quota, on-error'],
  ])('refuse %s = %j and say what fits', async (field, value, choices) => {
    const response = await change({ [field]: value }).expect(400);
    expect(response.body).toMatchObject({ code: 'invalid_input', errors: [{ field, message: `must be one of ${choices}` }] });
  });

  it.each([
    ['an unknown field', '{"plan":"business"}'],
    ['an array', '[{"fallback":"never"}]'],
    ['a text', '"never"'],
    ['null', 'null'],
    ['nothing', ''],
    ['half of JSON', '{"fallback":'],
    ['a polluted prototype', '{"__proto__":{"role":"admin"}}'],
    ['a polluted constructor', '{"constructor":{"prototype":{"role":"admin"}}}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['very deep nesting', `{"fallback":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('refuse %s', async (_what, body) => {
    const call = accounts.as(jar, 'patch', '/api/me/preferences').set('content-type', 'application/json');
    // A Buffer would be sent as JSON of a Buffer; superagent's own serializer is in the way.
    const response = await call.serialize((data: unknown) => data as string).send(body as string).expect(400);
    expect(response.body.code).toBe('invalid_input');
    expect(response.body.detail).toMatch(/\.$/);
  });

  it('work with a token', async () => {
    const { token } = await accounts.token(jar, 1, { scopes: ['account', 'calls'] });
    const call = () => accounts.call('patch', '/api/me/preferences').set('x-api-key', token);
    expect((await call().send({ provider: 'gemini' }).expect(200)).body.preferences.provider).toBe('gemini');
    const me = await accounts.call('get', '/api/me').set('x-goog-api-key', token).expect(200);
    expect(me.body.preferences.provider).toBe('gemini');
  });
});
