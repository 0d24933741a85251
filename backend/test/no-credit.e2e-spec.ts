import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { fingerprintOf } from '#sandbox';
import { CHAT_MODELS, FACES, MODES, ask, chatCall, receiptOf } from './support/calls.js';
import { ended, submit } from './support/jobs.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const OWN_KEY = 'sandbox-without-credit';
const headersOf = (provider: ByokProviderId, fallback: string) => ({ ...keyHeader(provider, OWN_KEY), 'x-byok-fallback': fallback });

/** Each provider's enforced spending limit, which is no rate limit although two of them say 429. */
const SPENT: Readonly<Record<ByokProviderId, object>> = {
  openai: { error: { type: 'insufficient_quota', code: 'project_spend_limit_exceeded', message: 'The project has reached its spend limit.', param: null } },
  anthropic: { type: 'error', error: { type: 'rate_limit_error', message: 'The limit was reached.', details: { error_code: 'enforced_spend_limit_reached' } } },
  gemini: { error: { code: 402, message: 'The prepaid balance is used up.', status: 'FAILED_PRECONDITION' } },
};

/** Has a provider refuse the own key's work, and serve every other key. */
function refuseOwnKey(provider: ByokProviderId, status: number = OWN_STATUS[provider], body: object = SPENT[provider]): void {
  const own = fingerprintOf(OWN_KEY);
  const refusal = { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  app.sandbox.script(provider, ({ method, keyFingerprint }) => (method === 'POST' && keyFingerprint === own ? refusal : undefined));
}
/** What the providers themselves answer. */
const OWN_STATUS: Readonly<Record<ByokProviderId, number>> = { openai: 429, anthropic: 429, gemini: 402 };

describe.each(BYOK_PROVIDERS)('a spending limit that %s enforces', (provider) => {
  beforeEach(() => refuseOwnKey(provider));

  it.each(FACES.flatMap((face) => MODES.map((mode) => [face, mode] as const)))('is no credit on %s, %s: neither retried nor waited for', async (face, mode) => {
    const mark = app.mark();
    const { response, status, receipt } = await ask(app, user, chatCall(face, provider, mode), headersOf(provider, 'never'));
    expect(receipt).toMatchObject({ code: 'key_no_credit', source: 'byok', attempts: `byok:${provider}:key_no_credit` });
    expect(status).toBe(face === 'v1' ? 402 : OWN_STATUS[provider]);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(app.callsSince(mark)).toHaveLength(1);
  });

  it.each(FACES.flatMap((face) => MODES.map((mode) => [face, mode] as const)))('lets the platform in under on-quota on %s, %s', async (face, mode) => {
    const { status, receipt } = await ask(app, user, chatCall(face, provider, mode), headersOf(provider, 'on-quota'));
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ source: 'platform', fallbackReason: 'key_no_credit', attempts: `byok:${provider}:key_no_credit,platform:${provider}:ok` });
  });

  it('is valid_no_credit in a test of the key', async () => {
    const response = await app.fetch(user, '/api/byok/validate', { json: { provider }, headers: headersOf(provider, 'never') });
    expect(await response.json()).toMatchObject({ verdict: 'valid_no_credit', code: 'key_no_credit' });
  });
});

describe('no credit elsewhere', () => {
  it.each([
    ['openai', 'gpt-transcribe'],
    ['gemini', 'gemini-3.5-flash-lite'],
  ] as const)('is said of a transcription by %s', async (provider, model) => {
    refuseOwnKey(provider);
    const body = new FormData();
    body.set('model', model);
    body.set('file', new Blob([wav(1)], { type: 'audio/wav' }), 'speech.wav');
    const response = await app.fetch(user, '/api/v1/audio/transcriptions', { body, headers: headersOf(provider, 'never') });
    expect([response.status, receiptOf(response).code]).toEqual([402, 'key_no_credit']);
  });

  it.each([
    ['openai', '/api/openai/v1/embeddings', { model: 'text-embedding-3-small', input: 'x' }],
    ['openai', '/api/openai/v1/responses', { model: 'gpt-6-luna', input: 'x' }],
    ['gemini', '/api/gemini/v1beta/models/gemini-embedding-001:embedContent', { content: { parts: [{ text: 'x' }] } }],
  ] as const)('is said by %s of %s', async (provider, path, json) => {
    refuseOwnKey(provider);
    const response = await app.fetch(user, path, { json, headers: headersOf(provider, 'never') });
    expect([response.status, receiptOf(response).code]).toEqual([OWN_STATUS[provider], 'key_no_credit']);
  });

  it.each([
    ['openai', 429, { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'x', param: null } }],
    ['openai', 429, { error: { type: 'credit_balance_exhausted', code: 'credit_balance_exhausted', message: 'x', param: null } }],
    ['openai', 429, { error: { type: 'requests', code: 'project_spend_limit_exceeded', message: 'x', param: null } }],
    ['openai', 429, { error: { type: 'organization_spend_limit_exceeded', code: 'organization_spend_limit_exceeded', message: 'x', param: null } }],
    ['openai', 429, { error: { type: 'organization_usage_limit_exceeded', code: 'organization_usage_limit_exceeded', message: 'x', param: null } }],
    ['anthropic', 400, { type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' } }],
    ['anthropic', 400, { type: 'error', error: { type: 'invalid_request_error', message: 'You have reached your specified workspace API usage limits. You will regain access on 2026-12-01.' } }],
    ['anthropic', 402, { type: 'error', error: { type: 'billing_error', message: 'x' } }],
    ['anthropic', 429, { type: 'error', error: { type: 'rate_limit_error', message: 'x', details: { error_code: 'enforced_spend_limit_reached' } } }],
    ['gemini', 402, { error: { code: 402, message: 'x', status: 'FAILED_PRECONDITION' } }],
  ] as const)('is what %s means by %i %j, on both faces', async (provider, status, body) => {
    refuseOwnKey(provider, status, body);
    for (const face of FACES) {
      const { receipt } = await ask(app, user, chatCall(face, provider, 'plain'), headersOf(provider, 'on-quota'));
      expect(receipt).toMatchObject({ source: 'platform', fallbackReason: 'key_no_credit' });
    }
  });

  it.each(BYOK_PROVIDERS)('ends a job of %s at once under never, and lets the platform in under on-quota', async (provider) => {
    refuseOwnKey(provider);
    const outline = { type: 'outline', transcript: 'О пчёлах и цветах.', model: CHAT_MODELS[provider] };
    const stopped = await ended(app, user, await submit(app, user, outline, { headers: headersOf(provider, 'never') }));
    expect(stopped).toMatchObject({ status: 'failed', error: { code: 'key_no_credit' }, receipts: [{ attempts: `byok:${provider}:key_no_credit` }] });
    const served = await ended(app, user, await submit(app, user, outline, { headers: headersOf(provider, 'on-quota') }));
    expect(served).toMatchObject({ status: 'completed', receipts: [{ credentialSource: 'platform', attempts: `byok:${provider}:key_no_credit,platform:${provider}:ok` }] });
  });
});
