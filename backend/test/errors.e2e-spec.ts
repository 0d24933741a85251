import { randomUUID } from 'node:crypto';
import { BYOK_PROVIDERS, FALLBACK_POLICIES, type ByokProviderId, type FallbackPolicy, type ProviderCode } from '#contracts';
import { fingerprintOf, type ScriptedAnswer } from '#sandbox';
import { answerFixture, textFixture } from './support/provider-fixtures.js';
import { PLATFORM_KEYS, keyHeader, keysUsed, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, FACES, MODES, ask, attemptsOf, chatCall, type Face, type Mode } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

interface Row {
  readonly status: number;
  readonly onQuota: boolean;
  readonly onError: boolean;
  readonly retried?: true;
  /** The provider's recorded answer of this kind; a time-out has none. */
  readonly fixtures: Readonly<Record<ByokProviderId, string>>;
}

/** Section 4 of the contract, as it is written there. */
const TABLE: Readonly<Record<Exclude<ProviderCode, 'provider_timeout'>, Row>> = {
  key_invalid: {
    status: 401, onQuota: false, onError: true,
    fixtures: { openai: 'error-key-invalid', anthropic: 'error-key-invalid', gemini: 'error-key-invalid-debug' },
  },
  key_no_credit: {
    status: 402, onQuota: true, onError: true,
    fixtures: { openai: 'error-insufficient-quota', anthropic: 'error-credit-too-low', gemini: 'error-zero-quota' },
  },
  key_rate_limited: {
    status: 429, onQuota: true, onError: true,
    fixtures: { openai: 'error-rate-limited', anthropic: 'error-rate-limited', gemini: 'error-rate-limited' },
  },
  key_forbidden: {
    status: 403, onQuota: false, onError: true,
    fixtures: { openai: 'error-missing-scope', anthropic: 'error-permission', gemini: 'error-permission-denied' },
  },
  region_unsupported: {
    status: 403, onQuota: false, onError: false,
    fixtures: { openai: 'error-region', anthropic: 'error-region', gemini: 'error-location' },
  },
  provider_overloaded: {
    status: 503, onQuota: false, onError: true, retried: true,
    fixtures: { openai: 'error-overloaded', anthropic: 'error-overloaded', gemini: 'error-overloaded' },
  },
  provider_unavailable: {
    status: 502, onQuota: false, onError: true, retried: true,
    fixtures: { openai: 'error-server-error', anthropic: 'error-server-error', gemini: 'error-internal' },
  },
  request_invalid: {
    status: 400, onQuota: false, onError: false,
    fixtures: { openai: 'error-bad-request', anthropic: 'error-bad-request', gemini: 'error-bad-request' },
  },
  content_blocked: {
    status: 400, onQuota: false, onError: false,
    fixtures: { openai: 'error-content-policy', anthropic: 'error-content-filter', gemini: 'error-content-policy' },
  },
};

const RETRY_AFTER: Readonly<Record<ByokProviderId, string>> = { openai: '20', anthropic: '17', gemini: '36' };
const TIMEOUT_MS = 2_000;

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

/** What a key meets; other keys meet the emulator. */
function meets(provider: ByokProviderId, key: string, answer: (key: string) => ScriptedAnswer | Promise<ScriptedAnswer>): void {
  app.sandbox[provider].answers(() => answer(key), { forKey: key });
}

/** A recorded refusal that quotes the key, as providers do. */
function refusal(provider: ByokProviderId, fixture: string): (key: string) => ScriptedAnswer {
  const { status, headers, body } = answerFixture(provider, fixture);
  return (key) => ({ status, headers, body: body.replace('"message":"', `"message":"The key ${key} was refused. `) });
}

const newKey = () => `user-key-${randomUUID()}`;
const tierOf: Readonly<Record<ByokProviderId, string>> = { openai: '0', anthropic: '1', gemini: '0' };

function callsWith(key: string, platform: ByokProviderId): string[] {
  const known = [fingerprintOf(key), fingerprintOf(PLATFORM_KEYS[platform])];
  return keysUsed(app.sandbox.calls.filter((call) => known.includes(call.keyFingerprint ?? '')), { byok: key });
}

function messageIn(text: string): string {
  return (JSON.parse(text) as { error: { message: string } }).error.message;
}

describe.each(BYOK_PROVIDERS)('%s', (provider) => {
  describe.each(Object.entries(TABLE) as [Exclude<ProviderCode, 'provider_timeout'>, Row][])('refusing with what we call %s', (code, row) => {
    const cases = FALLBACK_POLICIES.flatMap((policy) => FACES.flatMap((face) => MODES.map((mode): [FallbackPolicy, Face, Mode] => [policy, face, mode])));

    it.each(cases)('under %s on the %s route, %s', async (policy, face, mode) => {
      const key = newKey();
      meets(provider, key, refusal(provider, row.fixtures[provider]));
      const platformBefore = callsWith(key, provider).length;
      const { response, status, text, receipt } = await ask(app, user, chatCall(face, provider, mode), {
        ...keyHeader(provider, key),
        'x-byok-fallback': policy,
      });
      const falls = policy === 'on-error' ? row.onError : policy === 'on-quota' ? row.onQuota : false;
      const used = callsWith(key, provider).slice(platformBefore);
      const tried = attemptsOf(`byok:${provider}:${code}`, row.retried ? 3 : 1);
      expect(used).toEqual([...Array<string>(row.retried ? 3 : 1).fill('byok'), ...(falls ? [`platform:${provider}`] : [])]);
      expect(text).not.toContain(key);
      if (falls) {
        expect(status).toBe(200);
        expect(receipt).toEqual({
          source: 'platform',
          provider,
          model: CHAT_MODELS[provider],
          tier: tierOf[provider],
          attempts: `${tried},platform:${provider}:ok`,
          fallbackReason: code,
          code: null,
        });
        expect(response.headers.get('content-type')).toContain(mode === 'streamed' ? 'text/event-stream' : 'application/json');
        return;
      }
      const recorded = answerFixture(provider, row.fixtures[provider]);
      expect(status).toBe(face === 'v1' ? row.status : recorded.status);
      expect(receipt).toEqual({
        source: 'byok',
        provider,
        model: CHAT_MODELS[provider],
        tier: tierOf[provider],
        attempts: tried,
        fallbackReason: null,
        code,
      });
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(messageIn(text)).toMatch(/^The key \[redacted\] was refused\. /);
      if (code === 'key_rate_limited') expect(response.headers.get('retry-after')).toBe(RETRY_AFTER[provider]);
      expect([code, response.headers.get('x-should-retry')]).toEqual([code, code === 'key_rate_limited' ? null : 'false']);
      if (face === 'v1') {
        expect(JSON.parse(text)).toMatchObject({ error: { code, type: expect.any(String) } });
      } else {
        const { message: _own, ...own } = (JSON.parse(text) as { error: Record<string, unknown> }).error;
        const { message: _recorded, ...fields } = (JSON.parse(recorded.body) as { error: Record<string, unknown> }).error;
        const withKeys = JSON.stringify(fields).includes('not-a-real-key');
        if (!withKeys) expect(own).toEqual(fields);
      }
    });
  });

  it('that never answers is provider_timeout: called once, since it may charge for it, and then the fallback', async () => {
    const cases = FALLBACK_POLICIES.flatMap((policy) => FACES.flatMap((face) => MODES.map((mode) => ({ policy, face, mode, key: newKey() }))));
    let waiting = 0;
    for (const { key } of cases) {
      meets(provider, key, () => {
        waiting += 1;
        // The key that comes next may take its time.
        if (waiting === cases.length) app.hurryProviders();
        return new Promise(() => undefined);
      });
    }
    app.hurryProviders(TIMEOUT_MS);
    const outcomes = await Promise.all(
      cases.map(async ({ policy, face, mode, key }) => {
        const { status, receipt, text } = await ask(app, user, chatCall(face, provider, mode), { ...keyHeader(provider, key), 'x-byok-fallback': policy });
        const calls = app.sandbox.calls.filter((call) => call.keyFingerprint === fingerprintOf(key)).length;
        return { policy, face, mode, status, calls, attempts: receipt.attempts, code: receipt.code, reason: receipt.fallbackReason, text };
      }),
    );
    for (const outcome of outcomes) {
      const falls = outcome.policy === 'on-error';
      expect(outcome).toMatchObject({
        status: falls ? 200 : 504,
        calls: 1,
        code: falls ? null : 'provider_timeout',
        reason: falls ? 'provider_timeout' : null,
        attempts: falls ? `byok:${provider}:provider_timeout,platform:${provider}:ok` : `byok:${provider}:provider_timeout`,
      });
      if (!falls) expect(messageIn(outcome.text)).toContain(`${TIMEOUT_MS} ms`);
    }
  });

  it.each(FACES)("answers with the last attempt's error when the platform's key fails too (%s)", async (face) => {
    const key = newKey();
    meets(provider, key, refusal(provider, TABLE.key_no_credit.fixtures[provider]));
    meets(provider, PLATFORM_KEYS[provider], refusal(provider, TABLE.key_rate_limited.fixtures[provider]));
    const { status, text, receipt, response } = await ask(app, user, chatCall(face, provider, 'plain'), keyHeader(provider, key));
    expect(status).toBe(429);
    expect(receipt).toMatchObject({
      source: 'platform',
      attempts: `byok:${provider}:key_no_credit,platform:${provider}:key_rate_limited`,
      fallbackReason: 'key_no_credit',
      code: 'key_rate_limited',
    });
    expect(response.headers.get('retry-after')).toBe(RETRY_AFTER[provider]);
    expect(text).not.toContain(PLATFORM_KEYS[provider]);
  });

  it.each(FACES)("names the platform's own failure when no key came along (%s)", async (face) => {
    meets(provider, PLATFORM_KEYS[provider], refusal(provider, TABLE.key_invalid.fixtures[provider]));
    const { status, text, receipt } = await ask(app, user, chatCall(face, provider, 'plain'));
    expect(status).toBe(face === 'v1' ? 401 : answerFixture(provider, TABLE.key_invalid.fixtures[provider]).status);
    expect(receipt).toMatchObject({ source: 'platform', attempts: `platform:${provider}:key_invalid`, fallbackReason: null, code: 'key_invalid' });
    expect(text).not.toContain(PLATFORM_KEYS[provider]);
  });

  it.each(FACES)('wants a key when none came along and the policy is never (%s)', async (face) => {
    const mark = app.mark();
    const { status, receipt, text } = await ask(app, user, chatCall(face, provider, 'plain'), { 'x-byok-fallback': 'never' });
    expect(status).toBe(400);
    expect(receipt).toMatchObject({ code: 'key_required', source: null, attempts: null });
    expect(text).toContain(`x-byok-${provider}-key`);
    expect(app.callsSince(mark)).toEqual([]);
  });
});

/** Errors that come after status 200, in the first bytes of the answer. */
const STARTS: [provider: ByokProviderId, fixture: string, code: ProviderCode, contentType: string][] = [
  ['openai', 'start-error-body', 'key_no_credit', 'application/json'],
  ['openai', 'start-error-event', 'provider_unavailable', 'text/event-stream'],
  ['anthropic', 'start-overloaded-event', 'provider_overloaded', 'text/event-stream'],
  ['anthropic', 'start-error-body', 'key_rate_limited', 'application/json'],
  ['gemini', 'start-error-event', 'provider_overloaded', 'text/event-stream'],
];

describe.each(STARTS)('%s saying %s after status 200', (provider, fixture, code, contentType) => {
  it.each(FACES)('gives way to the next key like any %s would (%s)', async (face) => {
    const key = newKey();
    meets(provider, key, () => ({ status: 200, headers: { 'content-type': contentType }, body: textFixture(provider, fixture) }));
    const fallen = await ask(app, user, chatCall(face, provider, 'streamed'), keyHeader(provider, key));
    expect(fallen.status).toBe(200);
    const tried = attemptsOf(`byok:${provider}:${code}`, code.startsWith('provider') ? 3 : 1);
    expect(fallen.receipt).toMatchObject({ attempts: `${tried},platform:${provider}:ok`, fallbackReason: code });
    const refused = await ask(app, user, chatCall(face, provider, 'streamed'), { ...keyHeader(provider, key), 'x-byok-fallback': 'never' });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.receipt).toMatchObject({ attempts: tried, code });
  });
});

describe('the policy of a call', () => {
  it("is the user's preference, which the header overrides for one request", async () => {
    const careful = await app.user();
    await app.prefer(careful, { fallback: 'never' });
    const key = newKey();
    meets('openai', key, refusal('openai', 'error-insufficient-quota'));
    const call = chatCall('v1', 'openai', 'plain');
    expect((await ask(app, careful, call, keyHeader('openai', key))).status).toBe(402);
    expect((await ask(app, careful, call, { ...keyHeader('openai', key), 'x-byok-fallback': 'on-quota' })).status).toBe(200);
    expect((await ask(app, careful, call, keyHeader('openai', key))).status).toBe(402);
  });

  it('is on-error for a new account', async () => {
    const key = newKey();
    meets('openai', key, refusal('openai', 'error-key-invalid'));
    expect((await ask(app, await app.user(), chatCall('v1', 'openai', 'plain'), keyHeader('openai', key))).receipt.attempts).toBe(
      'byok:openai:key_invalid,platform:openai:ok',
    );
  });
});

describe('auto', () => {
  const auto = { path: '/api/v1/chat/completions', json: { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] } };

  it("tries every key of the user's before any of the platform's", async () => {
    const keys = { gemini: newKey(), openai: newKey(), anthropic: newKey() };
    meets('gemini', keys.gemini, refusal('gemini', 'error-zero-quota'));
    meets('openai', keys.openai, refusal('openai', 'error-insufficient-quota'));
    meets('anthropic', keys.anthropic, refusal('anthropic', 'error-credit-too-low'));
    const headers = Object.assign({}, ...BYOK_PROVIDERS.map((provider) => keyHeader(provider, keys[provider]))) as Record<string, string>;
    const { status, receipt } = await ask(app, user, auto, headers);
    expect(status).toBe(200);
    expect(receipt.attempts).toBe('byok:gemini:key_no_credit,byok:openai:key_no_credit,byok:anthropic:key_no_credit,platform:gemini:ok');
    expect(receipt.fallbackReason).toBe('key_no_credit');
    const sealed = `sk-ant-sandbox-${randomUUID()}`;
    const third = await ask(app, user, auto, { ...headers, ...keyHeader('anthropic', sealed) });
    expect(third.receipt).toMatchObject({ source: 'byok', provider: 'anthropic' });
  });

  it('goes to the next provider after an outage under on-error, and only then', async () => {
    const gemini = newKey();
    const openai = `sk-sandbox-${randomUUID()}`;
    meets('gemini', gemini, refusal('gemini', 'error-overloaded'));
    const headers = { ...keyHeader('gemini', gemini), ...keyHeader('openai', openai) };
    const { receipt } = await ask(app, user, auto, headers);
    const tried = attemptsOf('byok:gemini:provider_overloaded', 3);
    expect(receipt).toMatchObject({ attempts: `${tried},byok:openai:ok`, source: 'byok', provider: 'openai' });
    for (const policy of ['never', 'on-quota']) {
      const refused = await ask(app, user, auto, { ...headers, 'x-byok-fallback': policy });
      expect(refused.status).toBe(503);
      expect(refused.receipt).toMatchObject({ attempts: tried, code: 'provider_overloaded' });
    }
  });

  it('needs a key under never', async () => {
    const { status, receipt } = await ask(app, user, auto, { 'x-byok-fallback': 'never' });
    expect([status, receipt.code]).toEqual([400, 'key_required']);
  });

  it('never tries the next key after what the request itself, or the country, is to blame for', async () => {
    for (const [fixture, code] of [['error-bad-request', 'request_invalid'], ['error-location', 'region_unsupported'], ['error-content-policy', 'content_blocked']]) {
      const key = newKey();
      meets('gemini', key, refusal('gemini', fixture as string));
      const { receipt } = await ask(app, user, auto, { ...keyHeader('gemini', key), ...keyHeader('openai', newKey()) });
      expect(receipt).toMatchObject({ attempts: `byok:gemini:${code}`, code });
    }
  });
});

describe('the strategy cloudru', () => {
  let cautious: TestUser;
  beforeAll(async () => {
    cautious = await app.user();
    await app.prefer(cautious, { strategy: 'cloudru', fallback: 'never' });
  });

  it.each(MODES)("sends auto to Cloud.ru on the platform's key, also under never and with keys at hand (%s)", async (mode) => {
    const mark = app.mark();
    const json = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }], ...(mode === 'streamed' ? { stream: true } : {}) };
    const { status, receipt } = await ask(app, cautious, { path: '/api/v1/chat/completions', json }, keyHeader('openai', newKey()));
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ source: 'platform', provider: 'cloudru', attempts: 'platform:cloudru:ok', fallbackReason: null });
    expect(keysUsed(app.callsSince(mark), {})).toEqual(['platform:cloudru']);
  });

  it('still checks the form of a key', async () => {
    const call = { path: '/api/v1/chat/completions', json: { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] } };
    expect((await ask(app, cautious, call, keyHeader('openai', 'short'))).receipt.code).toBe('key_malformed');
    expect((await ask(app, cautious, call, keyHeader('openai', 'byok1.junk'))).receipt.code).toBe('envelope_invalid');
  });

  it('leaves an explicit model where it belongs', async () => {
    const key = `sk-sandbox-${randomUUID()}`;
    const { receipt } = await ask(app, cautious, chatCall('v1', 'openai', 'plain'), keyHeader('openai', key));
    expect(receipt).toMatchObject({ source: 'byok', provider: 'openai' });
    expect((await ask(app, cautious, chatCall('v1', 'openai', 'plain'))).receipt.code).toBe('key_required');
  });

  it("serves Cloud.ru's own models to everyone on the platform's key", async () => {
    const json = { model: `cloudru/${CHAT_MODELS.cloudru}`, messages: [{ role: 'user', content: 'Hi' }] };
    const { status, receipt } = await ask(app, user, { path: '/api/v1/chat/completions', json }, { 'x-byok-fallback': 'never' });
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ source: 'platform', provider: 'cloudru', model: CHAT_MODELS.cloudru });
  });
});
