import { DEFAULT_PREFERENCES, type ByokProviderId, type Preferences, type RequestEnvelope } from '#contracts';
import type { ProviderPolicies } from '#vault';
import { strictestPolicy, withFallback } from '../sealing/fallback-header.js';
import type { KeyFailure } from '../state/key-standing.js';
import type { VaultStatus } from '../vault/vault.types.js';
import { forecastPayer, keyProvidersFor } from './payer-forecast.js';

function forecast(
  model: string,
  stored: (ByokProviderId | { provider: ByokProviderId; failure: KeyFailure })[],
  { vault = 'unlocked', policies = {}, ...preferences }: Partial<Preferences> & { vault?: VaultStatus; policies?: ProviderPolicies } = {},
) {
  const keys = stored.map((key) => (typeof key === 'string' ? { provider: key } : key));
  return forecastPayer({ model, keys, policies, vault, preferences: { ...DEFAULT_PREFERENCES, ...preferences } });
}

const at = '2026-11-29T14:05:00.000Z';
const failing = (provider: ByokProviderId, code: KeyFailure['code'], more: Partial<KeyFailure> = {}) => ({ provider, failure: { code, at, ...more } });

describe('keyProvidersFor', () => {
  it('sends the key of the model that was chosen, and no other', () => {
    expect(keyProvidersFor('anthropic/claude-haiku-5-5', DEFAULT_PREFERENCES)).toEqual(['anthropic']);
    expect(keyProvidersFor('cloudru/gigachat', DEFAULT_PREFERENCES)).toEqual([]);
  });

  it('sends all keys for an automatic choice, and none when Cloud.ru makes it', () => {
    expect(keyProvidersFor('auto', DEFAULT_PREFERENCES)).toEqual(['gemini', 'openai', 'anthropic']);
    expect(keyProvidersFor('auto', { ...DEFAULT_PREFERENCES, strategy: 'cloudru' })).toEqual([]);
    expect(keyProvidersFor('openai/gpt-6-luna', { ...DEFAULT_PREFERENCES, strategy: 'cloudru' })).toEqual(['openai']);
  });
});

describe('forecastPayer', () => {
  it('names the own key when there is exactly one that fits', () => {
    expect(forecast('openai/gpt-6-luna', ['gemini', 'openai'])).toEqual({ payer: 'own', providers: ['openai'] });
    expect(forecast('auto', ['gemini'])).toEqual({ payer: 'own', providers: ['gemini'] });
  });

  it('names all own keys for an automatic choice, or the preferred one', () => {
    expect(forecast('auto', ['gemini', 'openai'])).toEqual({ payer: 'ownAny', providers: ['gemini', 'openai'] });
    expect(forecast('auto', ['gemini', 'openai'], { provider: 'openai' })).toEqual({ payer: 'own', providers: ['openai'] });
  });

  it('lets the platform pay without a key, unless that is forbidden', () => {
    expect(forecast('openai/gpt-6-luna', ['gemini']).payer).toBe('platformNoKey');
    expect(forecast('auto', []).payer).toBe('platformNoKeys');
    expect(forecast('auto', [], { fallback: 'never' }).payer).toBe('missing');
  });

  it('needs the vault only when a key in it fits', () => {
    expect(forecast('auto', ['openai'], { vault: 'locked' })).toEqual({ payer: 'locked', providers: ['openai'] });
    expect(forecast('gemini/gemini-3.5-flash-lite', ['openai'], { vault: 'locked' }).payer).toBe('platformNoKey');
    expect(forecast('auto', ['openai'], { vault: 'locked', strategy: 'cloudru', fallback: 'never' }).payer).toBe('cloudru');
  });

  it('says nothing before the vault is read', () => {
    expect(forecast('auto', [], { vault: 'loading' }).payer).toBe('checking');
  });
});

describe('the forecast of a key that failed', () => {
  it('says who pays instead, or that nobody may', () => {
    const broke = failing('openai', 'key_no_credit');
    expect(forecast('openai/gpt-6-luna', [broke])).toMatchObject({ payer: 'failedPlatform', providers: ['openai'], failure: { code: 'key_no_credit', at } });
    expect(forecast('openai/gpt-6-luna', [broke], { fallback: 'never' }).payer).toBe('failedNobody');
    expect(forecast('openai/gpt-6-luna', [broke], { fallback: 'on-quota' }).payer).toBe('failedPlatform');
    expect(forecast('openai/gpt-6-luna', [failing('openai', 'key_invalid')], { fallback: 'on-quota' }).payer).toBe('failedNobody');
    expect(forecast('openai/gpt-6-luna', [failing('openai', 'region_unsupported')]).payer).toBe('failedNobody');
  });

  it('goes by what was chosen for that provider', () => {
    const broke = failing('openai', 'key_no_credit');
    expect(forecast('openai/gpt-6-luna', [broke], { policies: { openai: 'never' } }).payer).toBe('failedNobody');
    expect(forecast('openai/gpt-6-luna', [broke], { fallback: 'never', policies: { openai: 'on-quota' } }).payer).toBe('failedPlatform');
    expect(forecast('openai/gpt-6-luna', [broke], { policies: { gemini: 'never' } }).payer).toBe('failedPlatform');
  });

  it('takes the next key of the provider, and another provider when the choice is automatic', () => {
    const broke = failing('openai', 'key_no_credit');
    expect(forecast('openai/gpt-6-luna', [broke, 'openai'])).toEqual({ payer: 'own', providers: ['openai'] });
    expect(forecast('auto', [broke, 'gemini'])).toEqual({ payer: 'own', providers: ['gemini'] });
    expect(forecast('auto', [broke, failing('gemini', 'key_invalid')]).payer).toBe('failedPlatform');
  });

  it('knows that a refusal may concern one model alone', () => {
    const refused = failing('openai', 'key_forbidden', { model: 'gpt-6.1-sol' });
    expect(forecast('openai/gpt-6.1-sol', [refused]).payer).toBe('failedPlatform');
    expect(forecast('openai/gpt-6-luna', [refused]).payer).toBe('own');
    const restricted = failing('openai', 'key_forbidden', { reaches: ['gpt-6-luna'] });
    expect(forecast('openai/gpt-6.1-sol', [restricted]).payer).toBe('failedPlatform');
    expect(forecast('openai/gpt-6-luna', [restricted]).payer).toBe('own');
    expect(forecast('auto', [restricted]).payer).toBe('own');
  });
});

describe('strictestPolicy', () => {
  it('takes the strictest of the providers whose keys go along', () => {
    expect(strictestPolicy(['openai'], 'on-error', { gemini: 'never' })).toBe('on-error');
    expect(strictestPolicy(['openai', 'gemini'], 'on-error', { gemini: 'never' })).toBe('never');
    expect(strictestPolicy(['openai', 'gemini'], 'on-error', { gemini: 'on-quota' })).toBe('on-quota');
    expect(strictestPolicy(['openai'], 'never', { openai: 'on-error' })).toBe('on-error');
    expect(strictestPolicy([], 'on-quota', { openai: 'never' })).toBe('on-quota');
  });

  it('goes along with the keys that are sent, not with those that only could be', () => {
    const envelope = 'byok1.sealed' as RequestEnvelope;
    expect(withFallback({ 'x-byok-openai-key': envelope }, 'on-error', { openai: 'never' })).toEqual({ 'x-byok-openai-key': envelope, 'x-byok-fallback': 'never' });
    expect(withFallback({ 'x-byok-openai-key': envelope }, 'never', { openai: 'on-error' })).toMatchObject({ 'x-byok-fallback': 'on-error' });
    expect(withFallback({ 'x-byok-openai-key': envelope, 'x-byok-gemini-key': envelope }, 'on-error', { gemini: 'never' })).toMatchObject({ 'x-byok-fallback': 'never' });
    expect(withFallback({}, 'on-error', { gemini: 'never' })).toEqual({});
  });

  it('is left to the preference that the server has where no provider has one of its own: another tab may have changed it', () => {
    const envelope = 'byok1.sealed' as RequestEnvelope;
    expect(withFallback({ 'x-byok-openai-key': envelope }, 'on-error', { gemini: 'never' })).toEqual({ 'x-byok-openai-key': envelope });
  });
});
