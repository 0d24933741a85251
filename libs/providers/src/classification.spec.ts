import type { ProviderCode, ProviderId } from '#contracts';
import { PROVIDER_STRATEGIES } from './index.js';
import { answerFixture, fixtureNames, textFixture } from './testing/fixtures.js';

type Expected = ProviderCode | [code: ProviderCode, retryAfterSeconds: number];

/** The same at every provider: what comes from a proxy, or comes empty. */
const COMMON: Record<string, Expected> = {
  'error-html-502': 'provider_unavailable',
  'error-html-403': 'provider_unavailable',
  'error-html-407': 'provider_unavailable',
  'error-html-413': 'request_invalid',
  'error-empty-500': 'provider_unavailable',
  'error-empty-401': 'key_invalid',
  'error-redirect': 'provider_unavailable',
};

const OPENAI_FORMAT: Record<string, Expected> = {
  'error-key-invalid': 'key_invalid',
  'error-rate-limited': ['key_rate_limited', 20],
  'error-server-error': 'provider_unavailable',
  'error-overloaded': 'provider_overloaded',
  'error-bad-request': 'request_invalid',
  'error-model-not-found': 'key_forbidden',
};

const ERRORS: Record<ProviderId, Record<string, Expected>> = {
  openai: {
    ...COMMON,
    ...OPENAI_FORMAT,
    'error-ip-not-authorized': 'key_forbidden',
    'error-insufficient-quota': 'key_no_credit',
    'error-credit-balance-exhausted': 'key_no_credit',
    'error-billing-not-active': 'key_no_credit',
    'error-payment-required': 'key_no_credit',
    'error-region': 'region_unsupported',
    'error-missing-scope': 'key_forbidden',
    'error-missing-scope-401': 'key_forbidden',
    'error-project-model-forbidden': 'key_forbidden',
    'error-rate-limited-date': 'key_rate_limited',
    'error-rate-limited-ms': ['key_rate_limited', 1.5],
    'error-slow-down-429': ['key_rate_limited', 5],
    'error-slow-down-503': 'provider_overloaded',
    'error-server-is-overloaded': 'provider_overloaded',
    'error-content-policy': 'content_blocked',
    'error-invalid-prompt': 'content_blocked',
    'error-context-length': 'request_invalid',
    'error-unknown-path': 'request_invalid',
    'error-too-large': 'request_invalid',
    'error-gateway-timeout': 'provider_unavailable',
    'error-organization-unverified': 'key_forbidden',
    'error-summaries-unverified': 'key_forbidden',
    'error-membership': 'key_forbidden',
    'error-membership-400': 'key_forbidden',
    'error-mismatched-organization': 'key_forbidden',
    'error-project-spend-limit': 'key_no_credit',
    'error-organization-usage-limit': 'key_no_credit',
    'error-billing-hard-limit': 'key_no_credit',
    'error-quota-without-code': 'key_no_credit',
  },
  cloudru: {
    ...COMMON,
    ...OPENAI_FORMAT,
    'error-detail-only': 'request_invalid',
    'error-message-only': 'key_forbidden',
    'error-plain-string': 'key_no_credit',
    'error-account-suspended': 'key_forbidden',
  },
  anthropic: {
    ...COMMON,
    'error-key-invalid': 'key_invalid',
    'error-credit-too-low': 'key_no_credit',
    'error-usage-limit': 'key_no_credit',
    'error-workspace-limit': 'key_no_credit',
    'error-spend-limit': 'key_no_credit',
    'error-usage-limit-exceeded': 'key_no_credit',
    'error-subscription': 'key_forbidden',
    'error-no-access': 'key_forbidden',
    'error-billing': 'key_no_credit',
    'error-permission': 'key_forbidden',
    'error-region': 'region_unsupported',
    'error-model-not-found': 'key_forbidden',
    'error-unknown-path': 'request_invalid',
    'error-organization-disabled': 'key_forbidden',
    'error-rate-limited': ['key_rate_limited', 17],
    'error-bad-request': 'request_invalid',
    'error-too-large': 'request_invalid',
    'error-content-filter': 'content_blocked',
    'error-server-error': 'provider_unavailable',
    'error-timeout': 'provider_unavailable',
    'error-overloaded': 'provider_overloaded',
    'error-unavailable-503': 'provider_overloaded',
  },
  gemini: {
    ...COMMON,
    'error-key-invalid': 'key_invalid',
    'error-key-invalid-debug': 'key_invalid',
    'error-key-expired': 'key_invalid',
    'error-token-type': 'key_invalid',
    'error-key-leaked': 'key_invalid',
    'error-no-key': 'key_invalid',
    'error-location': 'region_unsupported',
    'error-free-tier-country': 'region_unsupported',
    'error-precondition-other': 'request_invalid',
    'error-permission-denied': 'key_forbidden',
    'error-service-blocked': 'key_forbidden',
    'error-model-not-found': 'key_forbidden',
    'error-not-found': 'request_invalid',
    'error-zero-quota': ['key_no_credit', 47.5],
    'error-zero-quota-value': ['key_no_credit', 47.5],
    'error-rate-limited': ['key_rate_limited', 36],
    'error-rate-limited-bare': ['key_rate_limited', 12],
    'error-prepayment-depleted': 'key_no_credit',
    'error-spending-cap': 'key_no_credit',
    'error-payment-required': 'key_no_credit',
    'error-project-suspended': 'key_forbidden',
    'error-stream-array': ['key_rate_limited', 36],
    'error-bad-request': 'request_invalid',
    'error-content-policy': 'content_blocked',
    'error-overloaded': 'provider_overloaded',
    'error-internal': 'provider_unavailable',
    'error-deadline': 'provider_unavailable',
  },
};

const STARTS: Record<ProviderId, Record<string, ProviderCode | undefined>> = {
  openai: {
    'start-error-event': 'provider_unavailable',
    'start-error-body': 'key_no_credit',
    'start-response-failed': 'key_rate_limited',
    'start-responses-error-event': 'provider_overloaded',
    'start-normal-response': undefined,
    'start-normal-chunk': undefined,
    'start-half-event': undefined,
    'start-error-in-chunk': 'key_rate_limited',
    'start-error-string': 'provider_unavailable',
    'start-error-bare': 'provider_overloaded',
    'start-failed-after-created': 'key_rate_limited',
    'start-whole-response-failed': undefined,
  },
  cloudru: { 'start-error-event': 'provider_unavailable', 'start-normal-chunk': undefined },
  anthropic: {
    'start-overloaded-event': 'provider_overloaded',
    'start-error-body': 'key_rate_limited',
    'start-error-after-opening': 'provider_overloaded',
    'start-error-without-type': 'key_rate_limited',
    'start-error-bare': 'provider_overloaded',
    'start-error-array': 'provider_overloaded',
    'start-error-text': 'provider_unavailable',
    'start-normal': undefined,
  },
  gemini: {
    'start-error-event': 'provider_overloaded',
    'start-error-array': 'key_rate_limited',
    'start-error-array-open': 'provider_overloaded',
    'start-error-bare': 'provider_overloaded',
    'start-error-bare-later': 'key_rate_limited',
    'start-error-text': 'provider_overloaded',
    'start-normal': undefined,
  },
};

const PROVIDERS = Object.keys(ERRORS) as ProviderId[];

describe.each(PROVIDERS)('what %s refuses', (provider) => {
  const strategy = PROVIDER_STRATEGIES[provider];

  it('is expected for each recorded error', () => {
    expect(Object.keys(ERRORS[provider]).sort()).toEqual(fixtureNames(provider, 'error-'));
    expect(Object.keys(STARTS[provider]).sort()).toEqual(fixtureNames(provider, 'start-'));
  });

  it.each(Object.entries(ERRORS[provider]))('%s is %s', (name, expected) => {
    const failure = strategy.classify(answerFixture(provider, name));
    const [code, retryAfterSeconds] = Array.isArray(expected) ? expected : [expected];
    expect(failure.code).toBe(code);
    if (retryAfterSeconds !== undefined) expect(failure.retryAfterSeconds).toBe(retryAfterSeconds);
    expect(failure.message).toMatch(/\w/);
    expect(failure.message).not.toMatch(/<html|<head/i);
  });

  it.each(Object.entries(STARTS[provider]))('%s, after status 200, is %s', (name, code) => {
    expect(strategy.classifyStart(textFixture(provider, name))?.code).toBe(code);
  });

  it.each([400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 520, 529, 302, 200, 0])(
    'survives status %i with any body',
    (status) => {
      for (const body of [
        '',
        '{',
        'null',
        '[]',
        '[null]',
        '"text"',
        '{"error":null}',
        '{"error":[1]}',
        '{"error":{"details":[null,1]}}',
        '\u0000',
      ]) {
        expect(strategy.classify({ status, headers: {}, body }).message).toMatch(/\w/);
        expect(() => strategy.classifyStart(body)).not.toThrow();
      }
    },
  );
});

describe('a retry-after date', () => {
  it('becomes seconds from now, and is dropped when it lies years ahead', () => {
    const soon = new Date(Date.now() + 90_000).toUTCString();
    const failure = { ...answerFixture('openai', 'error-rate-limited-date'), headers: { 'retry-after': soon } };
    const seconds = PROVIDER_STRATEGIES.openai.classify(failure).retryAfterSeconds ?? 0;
    expect(seconds).toBeGreaterThan(85);
    expect(seconds).toBeLessThanOrEqual(90);
    expect(PROVIDER_STRATEGIES.openai.classify(answerFixture('openai', 'error-rate-limited-date'))).not.toHaveProperty(
      'retryAfterSeconds',
    );
  });
});
