import { BYOK_PROVIDERS, PROVIDER_CODES, type ByokProviderId } from '#contracts';
import { KEY_ECHOES, sealedKeyHeaders, type SealingFlaw } from '#testing';
import '#testing/jest';
import type { TestApplication, TestUser } from './support/application.js';
import { CHAT_MODELS } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const chat = (provider: ByokProviderId) => app.request(user, 'post', '/api/v1/chat/completions').set('x-byok-fallback', 'never').send({ model: CHAT_MODELS[provider], messages: [{ role: 'user', content: 'Hi' }] });

/** What people write with our package for tests, against our own server. */
describe.each(BYOK_PROVIDERS)('a suite for other people over %s', (provider) => {
  it.each(PROVIDER_CODES)('sees what the server makes of %s, and no key', async (code) => {
    const key = app.sandbox[provider].newShapelessKey();
    app.sandbox[provider].fails(code, { forKey: key });
    if (code === 'provider_timeout') app.hurryProviders(300);
    const response = await chat(provider).set(await sealedKeyHeaders(app.url, { provider, key, userId: user.id }));
    expect(response.headers['x-byok-code']).toBe(code);
    expect(app.sandbox[provider].sent[0]).toHaveUsedKey(key);
    for (const place of [response, app.logs(), app.sandbox.sent]) expect(place).toHoldNoKey(key);
  });

  it.each(KEY_ECHOES)('sees that no key comes back that the provider gives back as %s', async (echo) => {
    const key = app.sandbox[provider].newKey();
    app.sandbox[provider].echoesKey(echo);
    const response = await chat(provider).set(await sealedKeyHeaders(app.url, { provider, key, userId: user.id }));
    expect(app.sandbox[provider].sent[0]).toHaveUsedKey(key);
    for (const place of [response, app.logs()]) expect(place).toHoldNoKey(key);
  });
});

describe('an envelope that was sealed wrongly', () => {
  it.each<SealingFlaw>(['envelope_invalid', 'envelope_expired', 'envelope_unknown_key'])('is refused as %s before any call', async (flaw) => {
    const headers = await sealedKeyHeaders(app.application.getHttpServer(), { provider: 'openai', key: app.sandbox.openai.newKey(), userId: user.id, flaw });
    const response = await chat('openai').set(headers);
    expect([response.status, response.headers['x-byok-code']]).toEqual([400, flaw]);
    expect(app.sandbox.sent).toEqual([]);
  });
});
