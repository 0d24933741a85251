import { BYOK_PROVIDERS, KEY_HEADERS, PLANS, VERDICTS, maxTierOf, type ByokProviderId, type ValidationView, type Verdict } from '#contracts';
import { Catalog } from '#nestjs-byok';
import { fingerprintOf, type ScriptedAnswer } from '#sandbox';
import { answerFixture } from './support/provider-fixtures.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, LARGE_MODELS, attemptsOf, receiptOf } from './support/calls.js';
import { sealFor } from './support/sealing.js';

let app: TestApplication;
let user: TestUser;
beforeAll(async () => {
  app = await startApplication();
  user = await app.user('free');
});
afterAll(() => app.close());
beforeEach(() => app.accounts.resetRateLimits());
afterEach(() => {
  app.unscript();
  for (const provider of BYOK_PROVIDERS) app.sandbox.list(provider, undefined);
});

async function validate(provider: ByokProviderId, key: string | undefined, asker = user, headers: Record<string, string> = {}) {
  const response = await app.fetch(asker, '/api/byok/validate', { json: { provider }, headers: { ...(key === undefined ? {} : keyHeader(provider, key)), ...headers } });
  return { status: response.status, view: (await response.json()) as ValidationView, receipt: receiptOf(response), response };
}

const isList = (method: string) => method === 'GET';

/** Answers the list with one recorded answer and the generation with another; undefined: the emulator's. */
function script(provider: ByokProviderId, list: string | undefined, generate: string | undefined): void {
  const answer = (name: string | undefined): ScriptedAnswer | undefined => {
    if (name === undefined) return undefined;
    const { status, headers, body } = answerFixture(provider, name);
    return { status, headers, body };
  };
  app.sandbox.script(provider, ({ method }) => answer(isList(method) ? list : generate));
}

/** Ids of a likely form that our catalog lacks. */
const NEW_MODELS: Readonly<Record<ByokProviderId, string>> = { openai: 'gpt-9-mini', anthropic: 'claude-haiku-9', gemini: 'gemini-9-flash' };

const CASES: Readonly<Record<Exclude<Verdict, 'valid'>, { part: string; code: string }>> = {
  valid_no_credit: { part: 'nocredit', code: 'key_no_credit' },
  valid_restricted: { part: 'forbidden', code: 'key_forbidden' },
  invalid: { part: 'invalid', code: 'key_invalid' },
  region_unsupported: { part: 'region', code: 'region_unsupported' },
  rate_limited: { part: 'ratelimited', code: 'key_rate_limited' },
  unreachable: { part: 'overloaded', code: 'provider_overloaded' },
};

describe.each(BYOK_PROVIDERS)('a test of a key for %s', (provider) => {
  it('says valid, with the models of our catalog that the key reaches, after a list and one token', async () => {
    const mark = app.mark();
    const key = `sandbox-good-${provider}`;
    const { status, view, receipt } = await validate(provider, key);
    expect(status).toBe(200);
    expect(Object.keys(view).sort()).toEqual(['detail', 'latencyMs', 'missing', 'models', 'provider', 'verdict']);
    expect(view).toMatchObject({ provider, verdict: 'valid', detail: expect.stringMatching(/\w+ \w+/), latencyMs: expect.any(Number) });
    expect(view.models.length).toBeGreaterThan(1);
    expect(view.missing).toEqual([]);
    const calls = app.callsSince(mark);
    expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST']);
    expect(calls.every(({ keyFingerprint }) => keyFingerprint === fingerprintOf(key))).toBe(true);
    expect(receipt).toMatchObject({ source: 'byok', provider, attempts: attemptsOf(`byok:${provider}:ok`, 2), code: null, fallbackReason: null });
    expect(receipt.tier).toMatch(/^[01]$/);
  });

  it.each(Object.entries(CASES))('says %s, always with status 200, and never falls back', async (verdict, { part, code }) => {
    const mark = app.mark();
    const key = `sandbox-${part}-${provider}`;
    const { status, view, receipt } = await validate(provider, key);
    expect(status).toBe(200);
    expect(view).toMatchObject({ provider, verdict, code, detail: expect.stringMatching(/\w+ \w+/) });
    expect(receipt.source).toBe('byok');
    const attempts = receipt.attempts?.split(',') ?? [];
    expect(attempts.at(-1)).toBe(`byok:${provider}:${code}`);
    expect(attempts).toHaveLength(app.callsSince(mark).length);
    expect(app.callsSince(mark).every(({ keyFingerprint }) => keyFingerprint === fingerprintOf(key))).toBe(true);
  });

  it('says unreachable when no answer comes, whichever step it is', async () => {
    const never = () => new Promise<undefined>(() => undefined);
    for (const step of [isList, (method: string) => !isList(method)]) {
      app.hurryProviders(1_000);
      app.sandbox.script(provider, ({ method }) => (step(method) ? never() : undefined));
      expect((await validate(provider, `sandbox-${provider}`)).view).toMatchObject({ verdict: 'unreachable', code: 'provider_timeout' });
      app.unscript();
    }
    app.sandbox.script(provider, () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"half":', cut: true }));
    expect((await validate(provider, `sandbox-${provider}`)).view).toMatchObject({ verdict: 'unreachable', code: 'provider_unavailable' });
    app.sandbox.script(provider, () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: 'no json' }));
    expect((await validate(provider, `sandbox-${provider}`)).view.verdict).toBe('unreachable');
    app.sandbox.script(provider, () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }));
    expect((await validate(provider, `sandbox-${provider}`)).view.verdict).toBe('unreachable');
  });

  it('gives an outage two more chances', async () => {
    let failures = 0;
    app.sandbox.script(provider, ({ method }) => (isList(method) && (failures += 1) <= 2 ? { status: 503, headers: {}, body: '' } : undefined));
    const { view, receipt } = await validate(provider, `sandbox-${provider}`);
    expect(view.verdict).toBe('valid');
    const { ok, busy } = { ok: `byok:${provider}:ok`, busy: `byok:${provider}:provider_overloaded` };
    expect(receipt.attempts).toBe([busy, busy, ok, ok].join());
  });

  it('says valid_restricted for a key that may not list, but may generate', async () => {
    script(provider, { openai: 'error-missing-scope', anthropic: 'error-permission', gemini: 'error-permission-denied' }[provider], undefined);
    const { view, receipt } = await validate(provider, `sandbox-${provider}`);
    expect(view).toMatchObject({ verdict: 'valid_restricted', models: [expect.any(String)] });
    expect(view.code).toBeUndefined();
    expect(view.missing).toEqual([]);
    expect(receipt.attempts).toBe(`byok:${provider}:key_forbidden,byok:${provider}:ok`);
  });

  it.each(PLANS)('says valid on the plan %s, whatever our catalog has or lacks, and names what is missing', async (plan) => {
    const asker = await app.user(plan);
    const catalog = app.application.get(Catalog).modelsOf(provider);
    const ofPlan = catalog.filter(({ tier }) => tier <= maxTierOf(plan)).map(({ id }) => id);
    const chat = catalog.filter(({ tier, abilities }) => tier <= maxTierOf(plan) && abilities.includes('chat')).map(({ id }) => id);
    const [one = ''] = chat;
    const news = NEW_MODELS[provider];
    for (const [listed, models] of [
      [[news, one], [one]],
      [[one], [one]],
      [[news], []],
      [['omni-moderation-9', news, `${one}-9`], []],
    ]) {
      app.sandbox.list(provider, listed as string[]);
      const { view, receipt } = await validate(provider, `sandbox-${provider}`, asker);
      expect(view).toMatchObject({ verdict: 'valid', models });
      expect(view.missing).toEqual(ofPlan.filter((id) => !(models as string[]).includes(id)));
      expect(receipt.attempts).toBe(attemptsOf(`byok:${provider}:ok`, 2));
    }
    app.sandbox.list(provider, []);
    expect((await validate(provider, `sandbox-${provider}`, asker)).view).toMatchObject({ verdict: 'valid', models: [], missing: ofPlan });
  });

  it('tries a model above the plan when the key lists no other', async () => {
    const asker = await app.user('free');
    const [best = ''] = app.application.get(Catalog).modelsOf(provider).filter(({ tier }) => tier === 3).map(({ id }) => id);
    app.sandbox.list(provider, [best]);
    const { view, receipt } = await validate(provider, `sandbox-${provider}`, asker);
    expect(view).toMatchObject({ verdict: 'valid', models: [best] });
    expect(receipt).toMatchObject({ model: best, tier: '3' });
  });

  it('says valid_restricted for a key that is refused a model that its provider lists', async () => {
    script(provider, undefined, { openai: 'error-model-not-found', anthropic: 'error-permission', gemini: 'error-permission-denied' }[provider]);
    expect((await validate(provider, `sandbox-${provider}`)).view).toMatchObject({ verdict: 'valid_restricted', code: 'key_forbidden' });
  });

  it('gives each call as long as x-byok-timeout-ms says', async () => {
    app.sandbox.script(provider, () => new Promise<undefined>(() => undefined));
    const { view, receipt } = await validate(provider, `sandbox-${provider}`, user, { 'x-byok-timeout-ms': '200' });
    expect(view).toMatchObject({ verdict: 'unreachable', code: 'provider_timeout' });
    expect(receipt.attempts).toBe(`byok:${provider}:provider_timeout`);
  });

  it('says valid where the model refuses to stop after one token: the key opened the door', async () => {
    script(provider, undefined, 'error-bad-request');
    expect((await validate(provider, `sandbox-${provider}`)).view).toMatchObject({ verdict: 'valid' });
  });

  it('takes a sealed key', async () => {
    const key = `sandbox-sealed-${provider}`;
    const { view } = await validate(provider, await sealFor(app, user, provider, key));
    expect(view.verdict).toBe('valid');
  });

  it('wants a key, for this provider', async () => {
    for (const [header, value] of [['accept', '*/*'], [KEY_HEADERS[provider === 'openai' ? 'gemini' : 'openai'], 'sandbox-other-key']]) {
      const response = await app.fetch(user, '/api/byok/validate', { json: { provider }, headers: { [header as string]: value as string } });
      expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'key_required']);
      expect(await response.json()).toMatchObject({ code: 'key_required', detail: expect.stringContaining(KEY_HEADERS[provider]) });
    }
  });
});

describe('a refused key of a kind that cannot work', () => {
  it.each([
    ['openai', 'sk-admin-sandbox-invalid', 'admin_key', /managing an organisation/],
    ['anthropic', 'sk-ant-admin01-sandbox-invalid', 'admin_key', /managing an organisation/],
    ['anthropic', 'sk-ant-oat01-sandbox-invalid', 'oauth_token', /not an API key/],
  ] as const)('of %s (%s) is explained', async (provider, key, hint, words) => {
    const { view } = await validate(provider, key);
    expect(view).toMatchObject({ verdict: 'invalid', hint, detail: expect.stringMatching(words) });
    expect(JSON.stringify(view)).not.toContain(key);
  });

  it('of the older kind of Google is explained once it is refused, and not before', async () => {
    expect((await validate('gemini', 'AIza-sandbox-good')).view).not.toHaveProperty('hint');
    script('gemini', 'error-token-type', undefined);
    const { view } = await validate('gemini', 'AIza-sandbox-good');
    expect(view).toMatchObject({ verdict: 'invalid', hint: 'old_key', detail: expect.stringMatching(/AI Studio/) });
  });

  it('says nothing of the kind of a key whose test came to nothing', async () => {
    app.sandbox.script('openai', () => ({ status: 502, headers: {}, body: '' }));
    expect((await validate('openai', 'sk-admin-sandbox-1')).view).not.toHaveProperty('hint');
  });
});

describe('POST /api/byok/validate', () => {
  it('reaches each of the seven verdicts above', () => {
    expect([...Object.keys(CASES), 'valid'].sort()).toEqual([...VERDICTS].sort());
  });

  it('reads a list of any length', async () => {
    const ids = [...Array.from({ length: 150_000 }, (_, index) => `m${index}`), CHAT_MODELS.openai, CHAT_MODELS.openai];
    const body = JSON.stringify({ data: ids.map((id) => ({ id })) });
    app.sandbox.script('openai', ({ method }) => (isList(method) ? { status: 200, headers: { 'content-type': 'application/json' }, body } : undefined));
    const { status, view } = await validate('openai', 'sandbox-many-models');
    expect([status, view.verdict, view.models]).toEqual([200, 'valid', [CHAT_MODELS.openai]]);
  });

  it.each([
    [{}, 'provider'],
    [{ provider: 'cloudru' }, 'provider'],
    [{ provider: '__proto__' }, 'provider'],
    [{ provider: 7 }, 'provider'],
    [{ provider: 'openai', model: LARGE_MODELS.openai }, 'model'],
  ])('refuses the body %j and names the field', async (json, field) => {
    const response = await app.fetch(user, '/api/byok/validate', { json, headers: keyHeader('openai', 'sandbox-key-1') });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
  });

  it('is limited to 30 a minute for each user', async () => {
    const eager = await app.user();
    app.sandbox.script('openai', () => ({ status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"no","code":"invalid_api_key"}}' }));
    const statuses: number[] = [];
    for (let index = 0; index < 31; index += 1) statuses.push((await validate('openai', 'sandbox-key-1', eager)).status);
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    const { status, response, receipt } = await validate('openai', 'sandbox-key-1', eager);
    expect([statuses[30], status, receipt.code]).toEqual([429, 429, 'rate_limited']);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await validate('openai', 'sandbox-key-1')).status).toBe(200);
  });

  it('does not fall back to the platform, whatever the policy says', async () => {
    const response = await app.fetch(user, '/api/byok/validate', {
      json: { provider: 'openai' },
      headers: { ...keyHeader('openai', 'sandbox-nocredit-1'), 'x-byok-fallback': 'on-error' },
    });
    expect(response.headers.get('x-byok-attempts')).toBe('byok:openai:ok,byok:openai:key_no_credit');
  });
});
